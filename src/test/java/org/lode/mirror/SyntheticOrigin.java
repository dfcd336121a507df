package org.lode.mirror;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lode.model.Sha256;
import org.lode.release.Delta;
import org.lode.release.DeltaWriter;
import org.lode.release.Ed25519.SigningKey;
import org.lode.release.KeyRing;
import org.lode.release.Leaf;
import org.lode.release.Manifest;
import org.lode.release.MerkleTree;
import org.lode.release.Notices;
import org.lode.release.Op;
import org.lode.release.Op.Cause;
import org.lode.release.Op.Reason;
import org.lode.release.RecordKey;
import org.lode.release.Roots;
import org.lode.release.Roots.TableRoot;
import org.lode.release.SignedState;
import tools.jackson.databind.json.JsonMapper;

/**
 * One release of synthetic records, three citations to one observation, written as the files of an origin and never held in memory.
 * Its records say that they are synthetic, and are in no dataset.
 */
final class SyntheticOrigin {
    private static final Instant PUBLISHED = Instant.parse("2099-01-01T00:00:00Z");
    private static final String VERSION = "2099.1.0";

    private final Path folder;
    private final int records;
    private final SortedMap<String, SortedMap<String, List<byte[]>>> hashes = new TreeMap<>();

    SyntheticOrigin(Path folder, int records) {
        this.folder = folder;
        this.records = records;
    }

    /** Writes all files; returns the root. */
    String write(SigningKey key) throws IOException {
        Path release = Files.createDirectories(folder.resolve("releases").resolve(VERSION));
        // The root stands in the first line of the delta, and is known only when all records are.
        records(op -> {});
        Roots roots = roots();
        hashes.clear();
        Manifest.Content delta = delta(release.resolve("delta.jsonl"), roots);
        SortedMap<String, Manifest.Counts> counts = new TreeMap<>();
        roots.tables()
                .forEach(table -> counts.put(table.type(), new Manifest.Counts(table.rows(), table.rows(), 0, 0, 0)));
        Manifest manifest = new Manifest(
                1,
                VERSION,
                "1.0.0",
                PUBLISHED,
                "Synthetic.",
                roots.root(),
                null,
                counts,
                new TreeMap<>(Map.of(Reason.NEW_SOURCE, records)),
                roots.tables(),
                List.of(delta));
        byte[] bytes = manifest.bytes();
        Files.write(release.resolve("manifest.json"), bytes);
        Path mirror = Files.createDirectories(folder.resolve("mirror/v1"));
        Files.write(mirror.resolve("state.json"), state(manifest, bytes, key));
        Files.write(mirror.resolve("keys.json"), KeyRing.of(key.verifying()).bytes());
        return roots.root();
    }

    private static byte[] state(Manifest manifest, byte[] bytes, SigningKey key) {
        SignedState.Newest newest = new SignedState.Newest(
                new Manifest.Previous(1, VERSION, manifest.root(), Sha256.hex(Sha256.of(bytes))),
                manifest.schemaVersion(),
                PUBLISHED,
                bytes.length);
        Instant now = Instant.now();
        SignedState.Term term = new SignedState.Term(now, now.plus(Duration.ofDays(1)));
        return SignedState.of(new SignedState.Content("lode", newest, null, Notices.Extent.NONE, term), key)
                .bytes();
    }

    private Manifest.Content delta(Path file, Roots roots) throws IOException {
        DeltaWriter writer = new DeltaWriter();
        MessageDigest digest = sha256();
        try (OutputStream out =
                new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20), digest)) {
            Delta header = new Delta(0, 1, null, roots.root(), "1.0.0", List.of());
            line(out, DeltaWriter.header(header, records));
            records(op -> line(out, writer.op(op)));
            line(out, writer.footer());
        }
        return new Manifest.Content("delta.jsonl", Files.size(file), Sha256.hex(digest.digest()), "application/jsonl");
    }

    private static void line(OutputStream out, String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    private interface Use {
        void of(Op op) throws IOException;
    }

    private void records(Use use) throws IOException {
        int citations = records - records / 4;
        for (int n = 0; n < records; n++) {
            Leaf leaf = n < citations ? citation(n) : observation(n - citations);
            hashes.computeIfAbsent(leaf.key().type(), type -> new TreeMap<>())
                    .computeIfAbsent(TableRoot.name(leaf.key().bucket()), bucket -> new ArrayList<>())
                    .add(Sha256.bytes(leaf.hash()));
            use.of(new Op.Add(leaf, new Cause(Reason.NEW_SOURCE)));
        }
    }

    private static Leaf citation(int n) {
        return leaf("Citation", "citation:synthetic-%08d".formatted(n), """
                {"asserted":"Synthetic claim %d, made to be loaded and for nothing else.","confidence":"LOW","field":"value",
                "joint":false,"locator":"page %d","source_id":"source:synthetic-%d","stance":"SUPPORTS",
                "subject_id":"observation:synthetic-%08d","verification":"RECALLED"}""".formatted(n, n % 500, n % 999, n / 3));
    }

    private static Leaf observation(int n) {
        return leaf("Observation", "observation:synthetic-%08d".formatted(n), """
                {"indicator":"synthetic","itemised_as":null,"mineral_id":"mineral:synthetic","notes":null,
                "partner_id":"country:JP","period":"%d","product":"synthetic product %d","qualifier":"EXACT",
                "subject_id":"country:AU","unit":"t","value":"%d.%02d","value_high":null,"value_low":null}""".formatted(
                        1950 + n % 70, n % 50, n, n % 100));
    }

    private static Leaf leaf(String type, String id, String data) {
        return Leaf.of(new RecordKey(type, id), JsonMapper.shared().readTree(data));
    }

    private Roots roots() {
        List<TableRoot> tables = new ArrayList<>();
        hashes.forEach((type, byBucket) -> {
            SortedMap<String, String> buckets = new TreeMap<>();
            byBucket.forEach((bucket, of) -> buckets.put(bucket, Sha256.hex(MerkleTree.over(of))));
            int rows = byBucket.values().stream().mapToInt(List::size).sum();
            tables.add(TableRoot.of(type, rows, buckets));
        });
        return Roots.of(tables);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
