package org.lode.author;

import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.BadInput;
import org.lode.release.Manifest.Published;
import org.lode.release.Notice;
import org.lode.release.Notices;
import org.lode.release.RecordKey;
import org.lode.release.ReleaseReader.ReleaseFiles;

/** Writes notices of withdrawals and redactions into a dataset folder whose releases were verified. */
public final class NoticeWriter {
    private final Path dataset;
    private final List<Published> releases;
    private final ReleaseArchive archive;
    private final Redactor redactor;

    private NoticeWriter(Path dataset, List<Published> releases, ReleaseArchive archive) {
        this.dataset = dataset;
        this.releases = releases;
        this.archive = archive;
        this.redactor = new Redactor(dataset, releases, archive);
    }

    /** Verifies the releases of a folder; fails when there are none, or at the first one that is damaged. */
    public static NoticeWriter of(Path dataset) {
        List<Published> releases = new ArrayList<>();
        return new NoticeWriter(dataset, releases, ReleaseArchive.verify(dataset, releases::add));
    }

    /** Adds a notice that a release is withdrawn. The files of the release stay. */
    public Notice.Withdrawal withdraw(String version, String reason, @Nullable String supersededBy) {
        Notice.ReleaseName release = release("VERSION", version);
        checkNotWithdrawn("VERSION", release);
        Notice.Withdrawal notice = new Notice.Withdrawal(
                notices().count() + 1, now(), checked(reason), release, successor(release, supersededBy));
        append(notice);
        return notice;
    }

    private @Nullable Integer successor(Notice.ReleaseName release, @Nullable String version) {
        if (version == null) {
            return null;
        }
        Notice.ReleaseName successor = release("--superseded-by", version);
        if (successor.equals(release)) {
            throw new BadInput("--superseded-by", version, "another release than the one that is withdrawn");
        }
        checkNotWithdrawn("--superseded-by", successor);
        return successor.sequence();
    }

    private void checkNotWithdrawn(String argument, Notice.ReleaseName release) {
        notices().withdrawal(release.sequence()).ifPresent(earlier -> {
            String expected = "a release that is not withdrawn; it was, by notice " + earlier.n();
            throw new BadInput(argument, release.version(), expected);
        });
    }

    private Notice.ReleaseName release(String argument, String version) {
        return releases.stream()
                .map(each -> Notice.ReleaseName.of(each.manifest()))
                .filter(each -> each.version().equals(version))
                .findFirst()
                .orElseThrow(() -> new BadInput(
                        argument,
                        version,
                        Problem.oneOf(releases, each -> each.manifest().version())));
    }

    /**
     * The content that a redaction removes, and the places that still name the record after it.
     *
     * @param versions number of versions of the record that lose their content
     * @param releases versions of the releases whose deltas are rewritten
     * @param records other records that name it, or have its name in a text
     * @param notes versions of the releases whose notes do so
     * @param queries files of kept queries that do so
     */
    public record RedactionPreview(
            RecordKey key,
            int versions,
            List<String> releases,
            List<Mention> records,
            List<String> notes,
            List<String> queries) {}

    /**
     * Finds what {@link #redact} would remove and leave, and writes nothing. Fails where {@code redact} would.
     *
     * @param queries folder of the queries that a server keeps for citations; null when unknown
     */
    public RedactionPreview preview(String id, String reason, @Nullable Path queries) {
        RecordKey key = redactor.gone(id);
        checked(reason);
        return redactor.preview(key, queries);
    }

    /** Deletes the files that an interrupted redaction left. */
    public void sweep() {
        redactor.sweep(notices());
    }

    /** Removes the content of a record that is gone from every release. Its hashes stay. */
    public Notice.Redaction redact(String id, String reason) {
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

    /** Writes the notices first, then the pointer: readers take as many notices as the pointer says. */
    private Notices append(Notice notice) {
        Notices told = notices().and(notice);
        Published newest = archive.newest().orElseThrow();
        return WholeFile.writing(dataset, () -> {
            WholeFile.replace(dataset.resolve(ReleaseFiles.NOTICES), told.bytes());
            WholeFile.replace(
                    dataset.resolve(ReleaseFiles.STATE),
                    newest.pointer(told.extent()).bytes());
            return told;
        });
    }

    /**
     * Another record that names the redacted one, or has its name in a text.
     *
     * @param paths the fields that do so, and {@code note} for the note of a change; sorted
     * @param version the last release with such a version of the record
     * @param live whether the newest release has it
     */
    public record Mention(RecordKey key, List<String> paths, String version, boolean live) {}
}
