package org.lode.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.DeltaWriter.DeltaDigest;
import org.lode.release.Lines;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Notices;
import org.lode.release.ReleaseReader;
import org.lode.store.InspectionStore.Damage;
import org.lode.store.InspectionStore.Originals;
import org.lode.store.ManifestStore.Chain;
import org.lode.store.ReleaseApplyStore.Progress;

/** Compares the stored lines of releases with the published hashes of their deltas, and gets damaged lines from an origin. */
final class DeltaInspection {
    private final ChangeLogStore log;
    private final Chain chain;
    private final Notices notices;
    private final Map<String, List<byte[]>> fetched = new HashMap<>();

    DeltaInspection(DSLContext sql, Chain chain) {
        this.log = new ChangeLogStore(sql);
        this.chain = chain;
        this.notices = new NoticeStore(sql).held();
    }

    /** The damaged lines of all releases. Adds to {@code proved} the sequences whose lines are the published delta, byte by byte. */
    List<Damage> damages(Set<Integer> proved, Progress progress) {
        List<Damage> damages = new ArrayList<>();
        for (Published release : chain.releases()) {
            damages.addAll(damages(release, proved, progress));
        }
        return damages;
    }

    /** A line that is not what its hash says, and how many bytes of the file are before it. */
    private record Bad(int n, long from, String problem) {}

    private List<Damage> damages(Published release, Set<Integer> proved, Progress progress) {
        Manifest manifest = release.manifest();
        DeltaDigest digest = new DeltaDigest(manifest);
        List<Bad> bad = new ArrayList<>();
        long known = digest.bytes();
        int ops = manifest.changes();
        for (int from = 1; from <= ops; from += ChangeLogStore.AT_ONCE) {
            int to = Math.min(from + ChangeLogStore.AT_ONCE - 1, ops);
            Map<Integer, ChangeLogStore.Line> lines = log.lines(manifest.sequence(), from, to);
            for (int n = from; n <= to; n++) {
                ChangeLogStore.Line line = lines.get(n);
                if (line == null || line.text() == null) {
                    bad.add(new Bad(n, known, "missing (expected: a change)"));
                    continue;
                }
                digest.add(line.text());
                if (line.matchesHash()) {
                    known += line.text().getBytes(StandardCharsets.UTF_8).length + 1;
                } else {
                    String hash = ChangeLogStore.hash(line.text());
                    bad.add(new Bad(n, known, "line with SHA-256 %s (expected: %s)".formatted(hash, line.hash())));
                }
            }
            progress.at("reading " + manifest.version(), to, ops);
        }
        Optional<Manifest.Content> file = notices.content(manifest);
        if (file.filter(digest::is).isPresent()) {
            proved.add(manifest.sequence());
            return List.of();
        }
        long size = file.map(Manifest.Content::bytes).orElse(0L);
        if (bad.size() == 1) {
            // It is between the bytes before it and those after it. Several need the whole file.
            Bad line = bad.getFirst();
            return List.of(change(manifest, line, line.from(), line.from() + size - known - digest.footerBytes()));
        }
        if (bad.isEmpty() && !chain.isDerived(release)) {
            bad.add(new Bad(0, 0, "all changes have another hash (expected: that of the manifest)"));
        }
        return bad.stream().map(line -> change(manifest, line, 0, size)).toList();
    }

    private static Damage change(Manifest manifest, Bad line, long from, long to) {
        return new Damage.Change(manifest.sequence(), manifest.version(), line.n(), from, to, line.problem());
    }

    /** Gets a damaged line from the origin. The lines of a release are proved again afterwards. */
    void repair(Damage.Change damage, Originals originals) {
        if (damage.n() > 0 && damage.from() > 0) {
            byte[] range = originals.deltaRange(damage.version(), file(damage), damage.from(), damage.to());
            if (range.length == 0 || range[range.length - 1] != '\n') {
                throw new DatasetDamaged(
                        "%s: the origin has no line there (expected: that of this change)".formatted(damage.line()));
            }
            put(damage, damage.n(), Arrays.copyOf(range, range.length - 1));
            return;
        }
        List<byte[]> lines = fetched.computeIfAbsent(damage.version(), version -> whole(damage, originals));
        for (int n = 1; n < lines.size() - 1; n++) {
            if (damage.n() == 0 || damage.n() == n) {
                put(damage, n, lines.get(n));
            }
        }
    }

    private void put(Damage.Change damage, int n, byte[] line) {
        String file = "%s of %s".formatted(file(damage), damage.version());
        log.replace(damage.sequence(), n, ReleaseReader.op(line, n, file, notices.redacted()));
    }

    /** The name of the release's delta, which changes with a redaction. */
    private String file(Damage.Change damage) {
        return notices.delta(damage.sequence()).map(Manifest.Content::path).orElse(Manifest.DELTA);
    }

    private List<byte[]> whole(Damage.Change damage, Originals originals) {
        Manifest manifest = chain.releases().get(damage.sequence() - 1).manifest();
        byte[] delta = originals.deltaRange(damage.version(), file(damage), 0, damage.to());
        String hash = Sha256.hexOf(delta);
        String expected =
                notices.content(manifest).map(Manifest.Content::sha256).orElse("none");
        if (!hash.equals(expected)) {
            throw new DatasetDamaged("release %s: the origin's delta has SHA-256 %s (expected: %s)"
                    .formatted(damage.version(), hash, expected));
        }
        return Lines.of(delta, "delta.jsonl of " + damage.version());
    }
}
