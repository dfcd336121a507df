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
    private final List<Published> releases = new ArrayList<>();
    private final ReleaseArchive archive;
    private final Redactor redactor;

    /** Verifies the releases of a folder; fails when there are none, or at the first one that is damaged. */
    public NoticeWriter(Path dataset) {
        this.dataset = dataset;
        this.archive = ReleaseArchive.verify(dataset, releases::add);
        this.redactor = new Redactor(dataset, releases, archive);
    }

    /** Adds a notice that a release is withdrawn. The files of the release stay. */
    public Notice.Withdrawal withdraw(String version, String reason, @Nullable String supersededBy) {
        Notice.ReleaseName release = notWithdrawn("VERSION", version);
        Notice.Withdrawal notice = new Notice.Withdrawal(
                archive.notices().count() + 1, now(), checked(reason), release, successor(release, supersededBy));
        append(notice);
        return notice;
    }

    private @Nullable Integer successor(Notice.ReleaseName release, @Nullable String version) {
        if (version == null) {
            return null;
        }
        Notice.ReleaseName successor = notWithdrawn("--superseded-by", version);
        if (successor.equals(release)) {
            throw new BadInput("--superseded-by", version, "another release than the one that is withdrawn");
        }
        return successor.sequence();
    }

    private Notice.ReleaseName notWithdrawn(String argument, String version) {
        List<Notice.ReleaseName> names = releases.stream()
                .map(release -> Notice.ReleaseName.of(release.manifest()))
                .toList();
        Notice.ReleaseName named = names.stream()
                .filter(name -> name.version().equals(version))
                .findFirst()
                .orElseThrow(() -> new BadInput(argument, version, Problem.oneOf(names, Notice.ReleaseName::version)));
        archive.notices().withdrawal(named.sequence()).ifPresent(earlier -> {
            String expected = "a release that is not withdrawn; it was, by notice " + earlier.n();
            throw new BadInput(argument, version, expected);
        });
        return named;
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
        redactor.sweep(archive.notices());
    }

    /** Removes the content of a record that is gone from every release. Its hashes stay. */
    public Notice.Redaction redact(String id, String reason) {
        redactor.sweep(archive.notices());
        RecordKey key = redactor.gone(id);
        Notice.Redaction notice =
                new Notice.Redaction(archive.notices().count() + 1, now(), checked(reason), redactor.rewrite(key));
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

    /** Writes the notices first, then the pointer: readers take as many notices as the pointer says. */
    private Notices append(Notice notice) {
        Notices all = archive.notices().and(notice);
        byte[] pointer = archive.newest().orElseThrow().pointer(all.extent()).bytes();
        return WholeFile.writing(dataset, () -> {
            WholeFile.replace(dataset.resolve(ReleaseFiles.NOTICES), all.bytes());
            WholeFile.replace(dataset.resolve(ReleaseFiles.STATE), pointer);
            return all;
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
