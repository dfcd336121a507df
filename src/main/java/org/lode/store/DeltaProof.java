package org.lode.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.release.DeltaDigest;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.store.LoggedChange.Reading;

/** Writes a release's delta anew from the change log and the bodies, and holds it against the hashes of lines and file. */
final class DeltaProof {
    private final LoggedChangeStore log;
    private final DataPackage description;
    private final Chain chain;
    private final Manifest manifest;
    private final boolean derived;
    private final DeltaDigest digest;
    private final List<Damage> bodies = new ArrayList<>();
    private final List<Bad> bad = new ArrayList<>();
    private long known;
    private int unhashed;
    private boolean whole = true;
    private boolean proved;

    /** A line that is not known, and how many bytes of the file are known before it. */
    private record Bad(int n, long from, String problem) {}

    DeltaProof(LoggedChangeStore log, DataPackage description, Chain chain, Published release) {
        this.log = log;
        this.description = description;
        this.chain = chain;
        this.manifest = release.manifest();
        this.derived = chain.isDerived(release);
        this.digest = new DeltaDigest(manifest);
        this.known = digest.bytes();
    }

    /** What has to be fetched before the changes of the release are known; nothing when they are proved. */
    List<Damage> damages(Progress progress) {
        int ops = manifest.changes();
        for (int from = 1; from <= ops; from += LoggedOps.AT_ONCE) {
            int to = Math.min(from + LoggedOps.AT_ONCE - 1, ops);
            Map<Integer, LoggedChange> rows = log.rows(manifest.sequence(), from, to);
            for (int n = from; n <= to; n++) {
                add(n, rows.get(n));
            }
            progress.at("reading " + manifest.version(), to, ops);
        }
        return found();
    }

    /** Whether the delta that was written anew is the file that the manifest names, or the last redaction, byte by byte. */
    boolean isProved() {
        return proved;
    }

    private void add(int n, @Nullable LoggedChange row) {
        if (row == null) {
            bad(n, "missing (expected: a change)");
            return;
        }
        switch (row.read()) {
            case Reading.Line line -> add(row, line.text());
            case Reading.NoBody none -> noBody(row, none);
            case Reading.Unreadable unreadable -> bad(n, unreadable.problem());
        }
    }

    private void add(LoggedChange row, String line) {
        digest.add(line);
        if (row.lineHash() == null) {
            known = known + LoggedChange.bytes(line).length + 1;
            unhashed++;
            return;
        }
        String hash = LoggedChange.hash(line);
        if (hash.equals(row.lineHash())) {
            known = known + LoggedChange.bytes(line).length + 1;
        } else {
            bad.add(new Bad(row.n(), known, "line with SHA-256 %s (expected: %s)".formatted(hash, row.lineHash())));
        }
    }

    private void bad(int n, String problem) {
        bad.add(new Bad(n, known, problem));
        whole = false;
    }

    /** Where the record's table names the same version, the body is what is wrong, and else the row. */
    private void noBody(LoggedChange row, Reading.NoBody none) {
        whole = false;
        boolean same = description
                .type(row.key().type())
                .filter(kind -> log.tableSays(kind, row.key().id(), manifest.sequence(), none.hash()))
                .isPresent();
        if (same) {
            int last =
                    log.lastOf(row.key(), manifest.sequence(), chain.releases().size());
            bodies.add(new Damage.Body(
                    row.key(),
                    none.hash(),
                    chain.version(last),
                    "%s of %s (expected: the version that release %s began)"
                            .formatted(none.missing() ? "no body" : "another body", row.key(), manifest.version())));
        } else {
            bad(row.n(), "version %s of %s (expected: one that has a body)".formatted(none.hash(), row.key()));
        }
    }

    private List<Damage> found() {
        Optional<Manifest.Content> file = log.notices().content(manifest);
        proved = whole && file.filter(digest::is).isPresent();
        List<Damage> found = new ArrayList<>(bodies);
        if (proved) {
            return found;
        }
        long size = file.map(Manifest.Content::bytes).orElse(0L);
        boolean one = bad.size() + bodies.size() + unhashed == 1;
        for (Bad line : bad) {
            found.add(change(
                    line, one ? line.from() : 0, one ? line.from() + size - known - digest.footerBytes() : size));
        }
        if (found.isEmpty() && !derived) {
            found.add(change(new Bad(0, 0, "all changes have another hash (expected: that of the manifest)"), 0, size));
        }
        return found;
    }

    private Damage change(Bad line, long from, long to) {
        return new Damage.Change(manifest.sequence(), manifest.version(), line.n(), from, to, line.problem());
    }
}
