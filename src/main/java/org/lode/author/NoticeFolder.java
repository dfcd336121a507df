package org.lode.author;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.model.BadInput;
import org.lode.model.StartFailed;
import org.lode.release.Manifest.Published;
import org.lode.release.Notice;
import org.lode.release.Notices;
import org.lode.release.RecordKey;
import org.lode.release.ReleaseReader.ReleaseFiles;

/** Tells, in a dataset folder, of releases that were published. Everything there has been proved before. */
public final class NoticeFolder {
    private final Path dataset;
    private final List<Published> releases;
    private final ReleaseArchive archive;

    private NoticeFolder(Path dataset, List<Published> releases, ReleaseArchive archive) {
        this.dataset = dataset;
        this.releases = releases;
        this.archive = archive;
    }

    /** The folder with all its releases; fails when there are none, or at the first thing that is wrong. */
    public static NoticeFolder of(Path dataset) {
        if (!Files.exists(dataset.resolve(ReleaseFiles.STATE))) {
            throw FolderVerifier.noReleases(dataset);
        }
        List<Published> releases = new ArrayList<>();
        return new NoticeFolder(dataset, releases, ReleaseArchive.read(dataset, releases::add));
    }

    /** Withdraws a release: it stays, and says so. */
    public Notice.Withdrawal withdraw(String version, String reason, @Nullable String supersededBy) {
        Notice.Told release = release("VERSION", version);
        checkNotWithdrawn("VERSION", release);
        Notice.Withdrawal notice = new Notice.Withdrawal(
                notices().count() + 1, now(), checked(reason), release, successor(release, supersededBy));
        append(notice);
        return notice;
    }

    private @Nullable Integer successor(Notice.Told release, @Nullable String version) {
        if (version == null) {
            return null;
        }
        Notice.Told successor = release("--superseded-by", version);
        if (successor.equals(release)) {
            throw new BadInput("--superseded-by", version, "another release than the one that is withdrawn");
        }
        checkNotWithdrawn("--superseded-by", successor);
        return successor.sequence();
    }

    private void checkNotWithdrawn(String argument, Notice.Told release) {
        notices().withdrawal(release.sequence()).ifPresent(earlier -> {
            throw new BadInput(
                    argument, release.version(), "a release that is not withdrawn; it was, by notice " + earlier.n());
        });
    }

    private Notice.Told release(String argument, String version) {
        List<String> versions =
                releases.stream().map(each -> each.manifest().version()).toList();
        return releases.stream()
                .map(each -> new Notice.Told(
                        each.manifest().sequence(), each.manifest().version()))
                .filter(each -> each.version().equals(version))
                .findFirst()
                .orElseThrow(() -> new BadInput(argument, version, "one of " + String.join(", ", versions)));
    }

    /**
     * What a redaction takes away, and what still names the record after it.
     *
     * @param versions how many versions of the record lose their content
     * @param releases the versions of the releases whose deltas are written again
     * @param records the other records that name it, or have its name in a text
     * @param notes the versions of the releases whose notes do
     * @param queries the files of kept queries that do
     */
    public record Outlook(
            RecordKey key,
            int versions,
            List<String> releases,
            List<Mention> records,
            List<String> notes,
            List<String> queries) {}

    /**
     * Finds what {@link #redact} would take away and leave, and writes nothing; fails where that would.
     *
     * @param queries folder of the queries that a server keeps to be cited; null when it is not known
     */
    public Outlook outlook(String id, String reason, @Nullable Path queries) {
        Redactor redactor = new Redactor(dataset, releases, archive);
        RecordKey key = redactor.gone(id);
        checked(reason);
        return redactor.outlook(key, queries);
    }

    /** Deletes what an interrupted redaction left behind. */
    public void sweep() {
        new Redactor(dataset, releases, archive).sweep(notices());
    }

    /** Takes the content of a record that is gone out of every release; its hashes stay. */
    public Notice.Redaction redact(String id, String reason) {
        Redactor redactor = new Redactor(dataset, releases, archive);
        redactor.sweep(notices());
        RecordKey key = redactor.gone(id);
        Notice.Redaction notice =
                new Notice.Redaction(notices().count() + 1, now(), checked(reason), redactor.rewrite(key));
        redactor.sweep(append(notice));
        return notice;
    }

    private static String checked(String reason) {
        if (reason.isBlank()) {
            throw new BadInput("--reason", reason, "why, in words for everybody");
        }
        return Normalizer.normalize(reason.strip(), Normalizer.Form.NFC);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private Notices notices() {
        return archive.notices();
    }

    /** The notices first, of which readers take what the pointer tells; then the pointer. */
    private Notices append(Notice notice) {
        Notices told = notices().and(notice);
        Published newest = archive.newest().orElseThrow();
        try {
            WholeFile.replace(dataset.resolve(ReleaseFiles.NOTICES), told.bytes());
            WholeFile.replace(
                    dataset.resolve(ReleaseFiles.STATE),
                    newest.pointer(told.extent()).bytes());
            return told;
        } catch (IOException | UncheckedIOException e) {
            throw new StartFailed("--dataset: %s cannot be written: %s".formatted(dataset, e.getMessage()), e);
        }
    }
}
