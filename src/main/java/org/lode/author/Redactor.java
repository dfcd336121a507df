package org.lode.author;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.BadInput;
import org.lode.model.Sha256;
import org.lode.model.StartFailed;
import org.lode.release.Delta;
import org.lode.release.DeltaWriter;
import org.lode.release.Leaf;
import org.lode.release.Lines;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Notice;
import org.lode.release.Notices;
import org.lode.release.Op;
import org.lode.release.RecordKey;
import org.lode.release.ReleaseReader;
import org.lode.release.ReleaseReader.ReleaseFiles;

/** Writes the deltas of a dataset folder again without the content of a record. */
final class Redactor {
    private final Path dataset;
    private final List<Published> releases;
    private final ReleaseArchive archive;
    private final ReleaseReader reader;

    Redactor(Path dataset, List<Published> releases, ReleaseArchive archive) {
        this.dataset = dataset;
        this.releases = releases;
        this.archive = archive;
        this.reader = new ReleaseReader(ReleaseArchive.files(dataset));
    }

    /** The record with this id, which must be gone; fails, saying what is to be done first, when there is none such. */
    RecordKey gone(String id) {
        List<RecordKey> gone = archive.gone().keySet().stream()
                .filter(key -> key.id().equals(id))
                .filter(key -> archive.state().find(key).isEmpty())
                .toList();
        if (gone.isEmpty()) {
            boolean live = archive.state().leaves().keySet().stream()
                    .anyMatch(key -> key.id().equals(id));
            throw new BadInput(
                    "ID",
                    id,
                    live
                            ? "a record that is gone; take it out first, by a release with RETRACTION"
                            : "the id of a record that a release held");
        }
        return gone.stream()
                .filter(key -> archive.notices().redaction(key).isEmpty())
                .min(RecordKey::compareTo)
                .orElseThrow(() -> new BadInput("ID", id, "a record that is not redacted already"));
    }

    /**
     * Finds what would be taken away, and what else names the record; writes nothing.
     *
     * @param queries folder of the queries that a server keeps to be cited; null when it is not known
     */
    NoticeFolder.Outlook outlook(RecordKey key, @Nullable Path queries) {
        List<Leaf> versions = new ArrayList<>();
        List<String> affected = new ArrayList<>();
        for (Published release : releases) {
            List<Op> named = named(delta(release), key);
            named.stream().map(Op::after).filter(Objects::nonNull).forEach(versions::add);
            if (!named.isEmpty()) {
                affected.add(release.manifest().version());
            }
        }
        Mentions mentions = new Mentions(key, versions);
        releases.forEach(release -> mentions.add(release, delta(release), archive));
        return new NoticeFolder.Outlook(
                key,
                hashes(versions).size(),
                affected,
                mentions.records(),
                mentions.releases(),
                queries == null ? List.of() : queries(queries, mentions));
    }

    private static List<String> queries(Path folder, Mentions mentions) {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> found = new ArrayList<>();
            for (Path file : files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                if (mentions.in(Files.readString(file))) {
                    found.add(String.valueOf(file.getFileName()));
                }
            }
            return found;
        } catch (IOException | UncheckedIOException e) {
            throw new StartFailed(
                    "--citations: %s cannot be read (expected: a folder of kept queries)".formatted(folder), e);
        }
    }

    /** Writes each delta that names the record under its next name, which nothing leads to yet. */
    Notice.Removed rewrite(RecordKey key) {
        List<Leaf> versions = new ArrayList<>();
        List<Notice.Rewritten> deltas = new ArrayList<>();
        for (Published release : releases) {
            Delta delta = delta(release);
            List<Op> named = named(delta, key);
            named.stream().map(Op::after).filter(Objects::nonNull).forEach(versions::add);
            if (!named.isEmpty()) {
                deltas.add(write(release.manifest(), without(delta, key)));
            }
        }
        return new Notice.Removed(key, List.copyOf(hashes(versions)), deltas);
    }

    private Delta delta(Published release) {
        return reader.delta(release.manifest(), archive.notices());
    }

    private static List<Op> named(Delta delta, RecordKey key) {
        return delta.ops().stream().filter(op -> op.key().equals(key)).toList();
    }

    private static Set<String> hashes(List<Leaf> versions) {
        return versions.stream().map(Leaf::hash).collect(Collectors.toCollection(TreeSet::new));
    }

    private static byte[] without(Delta delta, RecordKey key) {
        DeltaWriter writer = new DeltaWriter();
        List<String> lines = new ArrayList<>();
        lines.add(DeltaWriter.header(delta, delta.ops().size()));
        delta.ops().forEach(op -> lines.add(op.key().equals(key) ? writer.redacted(op) : writer.op(op)));
        lines.add(writer.footer());
        return Lines.join(lines);
    }

    private Notice.Rewritten write(Manifest release, byte[] delta) {
        String name = Notice.Redaction.file(archive.notices().count() + 1);
        try {
            WholeFile.replace(dataset.resolve(ReleaseFiles.file(release.version(), name)), delta);
        } catch (IOException e) {
            throw unwritable(e);
        }
        return new Notice.Rewritten(
                new Notice.Told(release.sequence(), release.version()), delta.length, Sha256.hex(Sha256.of(delta)));
    }

    /** Deletes the deltas that others stand for, those that an interrupted redaction left behind too. */
    void sweep(Notices notices) {
        for (Published release : releases) {
            Set<String> kept = new HashSet<>();
            notices.content(release.manifest()).map(Manifest.Content::path).ifPresent(kept::add);
            sweep(dataset.resolve("releases").resolve(release.manifest().version()), kept);
        }
    }

    private void sweep(Path folder, Set<String> kept) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.matches("\\.?delta(\\.r[0-9]+)?\\.jsonl") && !kept.contains(name)) {
                    Files.delete(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw unwritable(e);
        }
    }

    private StartFailed unwritable(Exception e) {
        return new StartFailed("--dataset: %s cannot be written: %s".formatted(dataset, e.getMessage()), e);
    }
}
