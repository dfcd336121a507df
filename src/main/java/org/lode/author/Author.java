package org.lode.author;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.StartFailed;
import org.lode.model.RecordKind;
import org.lode.model.Sha256;
import org.lode.release.Delta;
import org.lode.release.Delta.Tally;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Op;
import org.lode.release.RecordKey;
import org.lode.release.Release.CalendarVersion;
import org.lode.release.ReleaseReader;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.release.Roots;

/** Makes the next release of a dataset from its tables, and writes its files so that no reader sees half of a release. */
public final class Author {
    /** The options of a release; {@code allowEmpty} permits a release without changes. */
    public record Order(String version, Instant publishedAt, String notes, boolean allowEmpty) {}

    public sealed interface Outcome {
        /** The release was written. */
        record Released(Published release) implements Outcome {}

        /** Nothing was written, because of these problems. */
        record Rejected(List<Problem> problems) implements Outcome {}
    }

    private final Draft draft;
    private final Path dataset;
    private final ReleaseArchive archive;
    private final Order order;

    private Author(Draft draft, Order order) {
        this.draft = draft;
        this.dataset = draft.folder();
        this.archive = ReleaseArchive.read(dataset, release -> {});
        this.order = order;
    }

    /** Writes the release that this order asks for, or nothing at all. */
    public static Outcome release(Draft draft, Order order) {
        List<Problem> problems = draft.problems();
        return problems.isEmpty() ? new Author(draft, order).release() : new Outcome.Rejected(problems);
    }

    private Outcome release() {
        checkOrder();
        Changes changes = Changes.of(draft, archive.state(), archive.gone());
        if (!changes.problems().isEmpty()) {
            return new Outcome.Rejected(changes.problems());
        }
        if (changes.ops().isEmpty() && !order.allowEmpty()) {
            String version =
                    archive.newest().map(newest -> newest.manifest().version()).orElse("the beginning");
            throw new StartFailed("nothing changed since %s (expected: a change, or --allow-empty)".formatted(version));
        }
        Roots roots = changes.after().roots(types());
        return new Outcome.Released(write(delta(changes.ops(), roots), roots));
    }

    private void checkOrder() {
        CalendarVersion version;
        try {
            version = CalendarVersion.parse(order.version());
        } catch (IllegalArgumentException e) {
            throw new BadInput("--version", order.version(), String.valueOf(e.getMessage()));
        }
        // A folder without a pointer to it may be left from an interrupted release.
        if (Files.exists(releaseFolder(order.version()))) {
            throw new BadInput("--version", order.version(), "a version that has no folder in releases/ yet");
        }
        archive.newest().map(Published::manifest).ifPresent(newest -> checkLater(version, newest));
    }

    private void checkLater(CalendarVersion version, Manifest newest) {
        if (version.compareTo(CalendarVersion.parse(newest.version())) <= 0) {
            throw new BadInput("--version", order.version(), "higher than " + newest.version());
        }
        if (!order.publishedAt().isAfter(newest.publishedAt())) {
            throw new BadInput("--published-at", order.publishedAt(), "later than " + newest.publishedAt());
        }
    }

    private Delta delta(List<Op> ops, Roots roots) {
        Optional<Manifest> newest = archive.newest().map(Published::manifest);
        int from = newest.map(Manifest::sequence).orElse(0);
        String before = newest.map(Manifest::root).orElse(null);
        String schema = draft.description().schemaVersion();
        return new Delta(from, from + 1, before, roots.root(), schema, ops);
    }

    /** Every type that the description knows or that a record still has. */
    private Set<String> types() {
        Set<String> types = new HashSet<>();
        draft.description().records().stream().map(RecordKind::type).forEach(types::add);
        archive.state().leaves().keySet().stream().map(RecordKey::type).forEach(types::add);
        return types;
    }

    private Path releaseFolder(String name) {
        return dataset.resolve("releases").resolve(name);
    }

    /** Writes the files into a temporary folder, reads them back, verifies them, moves the folder, and writes the pointer last. */
    private Published write(Delta delta, Roots roots) {
        Path temporary = releaseFolder("." + order.version());
        return WholeFile.writing(dataset, () -> {
            Files.createDirectories(temporary);
            for (String name : List.of(Manifest.DELTA, "manifest.json")) {
                Files.deleteIfExists(temporary.resolve(name));
            }
            byte[] changes = delta.bytes();
            WholeFile.write(temporary.resolve(Manifest.DELTA), changes);
            byte[] manifest = manifest(delta, roots, changes).bytes();
            WholeFile.write(temporary.resolve("manifest.json"), manifest);
            Manifest.Previous made =
                    new Manifest.Previous(delta.to(), order.version(), delta.toRoot(), Sha256.hexOf(manifest));
            Published release = readBack(temporary, made);
            Files.move(temporary, releaseFolder(order.version()), StandardCopyOption.ATOMIC_MOVE);
            WholeFile.replace(
                    dataset.resolve(ReleaseFiles.STATE),
                    release.pointer(archive.notices().extent()).bytes());
            String reasons = String.join(",", Draft.REASON_COLUMNS) + "\n";
            WholeFile.replace(dataset.resolve(Draft.REASONS), reasons.getBytes(StandardCharsets.UTF_8));
            return release;
        });
    }

    private Manifest manifest(Delta delta, Roots roots, byte[] changes) {
        Tally tally = Tally.of(delta.ops());
        return new Manifest(
                delta.to(),
                order.version(),
                delta.schemaVersion(),
                order.publishedAt(),
                order.notes(),
                roots.root(),
                archive.newest().map(Published::asPrevious).orElse(null),
                tally.counts(roots.tables()),
                tally.reasons(),
                roots.tables(),
                List.of(Manifest.Content.delta(Manifest.DELTA, changes.length, Sha256.hexOf(changes))));
    }

    /** The written release as any reader finds it; fails unless it leads from the newest release to the new root. */
    private Published readBack(Path temporary, Manifest.Previous made) {
        ReleaseFiles files = ReleaseArchive.files(temporary);
        ReleaseReader reader = new ReleaseReader(path -> files.read(path.substring(path.lastIndexOf('/') + 1)));
        Published release = reader.published(made);
        archive.followedBy(release, reader.delta(release.manifest()));
        return release;
    }
}
