package org.lode.author;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.lode.model.BadInput;
import org.lode.model.Sha256;
import org.lode.model.StartFailed;
import org.lode.release.Delta;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.ReleaseReader;
import org.lode.release.ReleaseReader.Pointer;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.release.Roots;
import org.lode.release.Tally;

/** Writes releases into a dataset folder, so that whoever reads it meanwhile never sees half of one. */
final class ReleaseFolder {
    private static final String MEDIA_TYPE = "application/jsonl";

    private final Path dataset;

    ReleaseFolder(Path dataset) {
        this.dataset = dataset;
    }

    /** Fails when there is a folder of this version already, whether or not the pointer leads to it. */
    void checkAbsent(String version) {
        if (Files.exists(dataset.resolve("releases").resolve(version))) {
            throw new BadInput("--version", version, "a version that has no folder in releases/ yet");
        }
    }

    /** Writes the files under another name, reads them back, proves them, moves them, and moves the pointer last. */
    Published write(ReleaseArchive archive, Delta delta, Author.Order order, Roots roots) {
        Path temporary = dataset.resolve("releases").resolve("." + order.version());
        try {
            clear(temporary);
            byte[] changes = delta.bytes();
            WholeFile.write(temporary.resolve(Manifest.DELTA), changes);
            byte[] manifest = manifest(archive, delta, order, roots, changes).bytes();
            WholeFile.write(temporary.resolve("manifest.json"), manifest);
            Published release = readBack(
                    archive,
                    temporary,
                    new Pointer(delta.to(), order.version(), delta.toRoot(), Sha256.hex(Sha256.of(manifest))));
            Files.move(temporary, dataset.resolve("releases").resolve(order.version()), StandardCopyOption.ATOMIC_MOVE);
            WholeFile.replace(
                    dataset.resolve(ReleaseFiles.STATE),
                    release.pointer(archive.notices().extent()).bytes());
            WholeFile.replace(
                    dataset.resolve(Draft.REASONS),
                    (String.join(",", Draft.REASON_COLUMNS) + "\n").getBytes(StandardCharsets.UTF_8));
            return release;
        } catch (IOException | UncheckedIOException e) {
            throw new StartFailed("--dataset: %s cannot be written: %s".formatted(dataset, e.getMessage()), e);
        }
    }

    private static Manifest manifest(
            ReleaseArchive archive, Delta delta, Author.Order order, Roots roots, byte[] changes) {
        return new Manifest(
                delta.to(),
                order.version(),
                delta.schemaVersion(),
                order.publishedAt(),
                order.notes(),
                roots.root(),
                archive.newest().map(Published::asPrevious).orElse(null),
                Tally.of(delta.ops()).counts(roots.tables()),
                Tally.of(delta.ops()).reasons(),
                roots.tables(),
                List.of(new Manifest.Content(
                        Manifest.DELTA, changes.length, Sha256.hex(Sha256.of(changes)), MEDIA_TYPE)));
    }

    /** What was written, as any reader will find it: it must lead from the release before to the new root. */
    private static Published readBack(ReleaseArchive archive, Path temporary, Pointer pointer) {
        ReleaseReader reader = new ReleaseReader(
                path -> ReleaseArchive.files(temporary).read(path.substring(path.lastIndexOf('/') + 1)));
        Published release = reader.chain(pointer, pointer.sequence()).getFirst();
        return archive.followedBy(release, reader.delta(release.manifest()))
                .newest()
                .orElseThrow();
    }

    private static void clear(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : List.of(Manifest.DELTA, "manifest.json")) {
            Files.deleteIfExists(folder.resolve(name));
        }
    }
}
