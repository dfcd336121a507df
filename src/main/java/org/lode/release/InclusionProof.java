package org.lode.release;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.MerkleTree.ProofStep;
import org.lode.release.Roots.TableRoot;

/**
 * The proof that a release with a known root holds a record.
 *
 * @param body the record's canonical text; null when it is redacted
 * @param leaf hash of the record
 * @param steps from the leaf to the root of its table: through its bucket, then through the 256 buckets
 * @param tableLine the canonical line of the table in the release root
 * @param tableSteps from the leaf hash of that line to the root of the release
 */
public record InclusionProof(
        int sequence,
        String version,
        RecordKey key,
        @Nullable String body,
        String leaf,
        List<ProofStep> steps,
        String tableRoot,
        String tableLine,
        List<ProofStep> tableSteps,
        String root) {

    /**
     * One record of a bucket.
     *
     * @param body null unless the record is the one to prove
     */
    public record Entry(String id, String leaf, @Nullable String body) {}

    /**
     * Makes the proof of a record; empty when the release does not hold it. Fails when the hashes lead to another root than
     * the manifest's.
     *
     * @param bucket all records of the record's bucket, in the order of their ids
     */
    public static Optional<InclusionProof> of(Manifest manifest, RecordKey key, List<Entry> bucket) {
        int place = bucket.stream().map(Entry::id).toList().indexOf(key.id());
        return place < 0
                ? Optional.empty()
                : manifest.table(key.type()).map(table -> of(manifest, table, key, bucket, place));
    }

    private static InclusionProof of(Manifest manifest, TableRoot table, RecordKey key, List<Entry> bucket, int place) {
        Entry own = bucket.get(place);
        List<byte[]> leaves =
                bucket.stream().map(entry -> Sha256.bytes(entry.leaf())).toList();
        List<byte[]> lines = manifest.tables().stream().map(TableRoot::leaf).toList();
        List<ProofStep> steps = new ArrayList<>(MerkleTree.path(leaves, place));
        steps.addAll(MerkleTree.path(table.all(), key.bucket()));
        InclusionProof proof = new InclusionProof(
                manifest.sequence(),
                manifest.version(),
                key,
                own.body(),
                own.leaf(),
                List.copyOf(steps),
                table.root(),
                table.line(),
                MerkleTree.path(lines, manifest.tables().indexOf(table)),
                manifest.root());
        proof.check();
        return proof;
    }

    /** Returns the permanent id of the record. */
    public String recordId() {
        return key.id();
    }

    /** Returns the bucket that the record is in: two hex digits. */
    public String bucket() {
        return TableRoot.name(key.bucket());
    }

    private void check() {
        if (body != null) {
            check("body", MerkleTree.leaf(body.getBytes(StandardCharsets.UTF_8)), leaf);
        }
        check("bucket " + bucket(), MerkleTree.follow(Sha256.bytes(leaf), steps), tableRoot);
        byte[] line = MerkleTree.leaf(tableLine.getBytes(StandardCharsets.UTF_8));
        check("table " + key.type(), MerkleTree.follow(line, tableSteps), root);
    }

    private void check(String from, byte[] reached, String expected) {
        if (!Sha256.hex(reached).equals(expected)) {
            throw new DatasetDamaged("%s in release %s: its %s leads to %s (expected: %s)"
                    .formatted(key, version, from, Sha256.hex(reached), expected));
        }
    }
}
