package org.lode.mirror;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lode.model.DatasetDamaged;
import org.lode.release.Leaf;
import org.lode.release.Manifest.Published;
import org.lode.release.Notices;
import org.lode.release.Op;
import org.lode.release.ReleaseReader;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.release.Roots.TableRoot;
import org.lode.store.Originals;

/** Gives originals from the files of a dataset folder, which has no buckets: they are made from its deltas. */
public final class FileOriginals implements Originals {
    private final ReleaseFiles files;

    public FileOriginals(ReleaseFiles files) {
        this.files = files;
    }

    @Override
    public byte[] manifest(String version) {
        return files.read(ReleaseFiles.manifest(version));
    }

    @Override
    public Notices notices() {
        ReleaseReader reader = new ReleaseReader(files);
        return reader.notices(reader.pointer().notices());
    }

    @Override
    public byte[] deltaRange(String version, String file, long from, long to) {
        byte[] delta = files.read(ReleaseFiles.file(version, file));
        if (from < 0 || from > to || to > delta.length) {
            throw new DatasetDamaged(
                    "release %s: its delta has %d bytes (expected: %d or more)".formatted(version, delta.length, to));
        }
        return Arrays.copyOfRange(delta, (int) from, (int) to);
    }

    @Override
    public byte[] bucket(String version, String type, String bucket) {
        ReleaseReader reader = new ReleaseReader(files);
        SortedMap<String, String> bodies = new TreeMap<>();
        Notices notices = notices();
        for (Published release : upTo(version, reader.chain(reader.pointer(), 1))) {
            reader.delta(release.manifest(), notices).ops().stream()
                    .filter(op -> op.key().type().equals(type))
                    .filter(op -> TableRoot.name(op.key().bucket()).equals(bucket))
                    .forEach(op -> apply(op, bodies));
        }
        StringBuilder lines = new StringBuilder();
        bodies.values().forEach(body -> lines.append(body).append('\n'));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<Published> upTo(String version, List<Published> chain) {
        for (int i = 0; i < chain.size(); i++) {
            if (chain.get(i).manifest().version().equals(version)) {
                return chain.subList(0, i + 1);
            }
        }
        throw new DatasetDamaged(
                "the origin has no release %s (expected: each that this database holds)".formatted(version));
    }

    private static void apply(Op op, SortedMap<String, String> bodies) {
        Leaf after = op.after();
        if (after == null || after.isRedacted()) {
            bodies.remove(op.key().id());
        } else {
            bodies.put(op.key().id(), after.body());
        }
    }
}
