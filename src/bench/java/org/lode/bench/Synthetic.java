package org.lode.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The synthetic dataset: rows in the tables of Lode that follow from a seed, and releases that hold them.
 *
 * <p>A Lode makes the tables. The roots of these releases belong to no rows, so no row is checked against them.
 */
record Synthetic(long seed, int projects, int investments, int releases) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Instant FIRST = Instant.parse("2099-01-01T00:00:00Z");
    private static final int BUCKETS = 256;
    private static final Map<String, String> TABLES = new TreeMap<>(Map.of(
            "Country", "countries",
            "Mineral", "minerals",
            "Organization", "organizations",
            "Project", "projects",
            "Investment", "investments"));

    /** Whether a folder holds these data. */
    boolean isIn(Path folder) throws IOException {
        Path mark = folder.resolve("synthetic");
        return Files.exists(mark) && Files.readString(mark).equals(toString());
    }

    /** Notes that a folder holds these data. */
    void mark(Path folder) throws IOException {
        Files.writeString(folder.resolve("synthetic"), toString());
    }

    /** Puts the data in the place of those that a Lode filled its tables with, and writes the origin that names them. */
    void fill(Postgres postgres, Path origin) throws IOException, SQLException {
        try (Connection connection = postgres.connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            String schema = one(statement, "select schema_version from release order by sequence desc limit 1");
            statement.execute(script());
            Published newest = release(connection, statement, 1, schema, null);
            for (int sequence = 2; sequence <= releases; sequence++) {
                newest = release(connection, statement, sequence, schema, newest);
            }
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("vacuum (analyze)");
            Path state = origin.resolve("releases").resolve("state.json");
            Files.createDirectories(state.getParent());
            Files.writeString(
                    state,
                    json(new TreeMap<>(Map.of(
                                    "format", "lode-state-1",
                                    "manifestSha256", newest.hash,
                                    "root", newest.root,
                                    "sequence", newest.sequence,
                                    "version", newest.version)))
                            + "\n");
        }
    }

    private String script() throws IOException {
        try (InputStream script = Synthetic.class.getResourceAsStream("/synthetic.sql")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${seed}", String.valueOf(seed))
                    .replace("${projects}", String.valueOf(projects))
                    .replace("${investments}", String.valueOf(investments))
                    .replace("${releases}", String.valueOf(releases));
        }
    }

    private record Published(int sequence, String version, String root, String hash) {}

    private Published release(
            Connection connection, Statement statement, int sequence, String schema, @Nullable Published before)
            throws SQLException {
        String version = "2099.1." + (sequence - 1);
        String notes =
                "Synthetic release %d of %d, seed %d: made for measurements.".formatted(sequence, releases, seed);
        Instant published = FIRST.plus(sequence - 1L, ChronoUnit.DAYS);
        Map<String, Object> counts = new TreeMap<>();
        for (Map.Entry<String, String> table : TABLES.entrySet()) {
            counts.put(
                    table.getKey(),
                    new TreeMap<>(Map.of(
                            "total",
                                    number(
                                            statement,
                                            "select count(*) from %s where from_seq <= %d and to_seq > %2$d"
                                                    .formatted(table.getValue(), sequence)),
                            "added", changes(statement, sequence, table.getKey(), "ADD"),
                            "modified", changes(statement, sequence, table.getKey(), "MOD"),
                            "removed", changes(statement, sequence, table.getKey(), "DEL"),
                            "merged", 0)));
        }
        Map<String, Object> reasons = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery(
                "select reason, count(*) from change_log where seq = %d group by reason".formatted(sequence))) {
            while (rows.next()) {
                reasons.put(rows.getString(1), rows.getInt(2));
            }
        }
        // A root of its own for each release: answers are kept by it.
        String bucket = HexFormat.of().formatHex(sha256(("synthetic " + sequence).getBytes(StandardCharsets.UTF_8)));
        List<byte[]> buckets = new ArrayList<>(List.of(HexFormat.of().parseHex(bucket)));
        while (buckets.size() < BUCKETS) {
            buckets.add(sha256(new byte[0]));
        }
        Map<String, Object> table = new TreeMap<>(Map.of(
                "type", "Project", "rows", projects, "root", HexFormat.of().formatHex(tree(buckets))));
        String root = HexFormat.of().formatHex(sha256(new byte[1], json(table).getBytes(StandardCharsets.UTF_8)));
        table.put("buckets", Map.of("00", bucket));
        Map<String, @Nullable Object> manifest = new TreeMap<>();
        manifest.put("counts", counts);
        manifest.put("files", List.of());
        manifest.put("format", "lode-manifest-1");
        manifest.put("hashProfile", "jcs-sha256-b256-1");
        manifest.put("notes", notes);
        manifest.put(
                "previous",
                before == null
                        ? null
                        : new TreeMap<>(Map.of(
                                "manifestSha256", before.hash,
                                "root", before.root,
                                "sequence", before.sequence,
                                "version", before.version)));
        manifest.put("publishedAt", published.toString());
        manifest.put("reasons", reasons);
        manifest.put("root", root);
        manifest.put("schemaVersion", schema);
        manifest.put("sequence", sequence);
        manifest.put("tables", List.of(table));
        manifest.put("version", version);
        String text = json(manifest);
        String hash = HexFormat.of().formatHex(sha256((text + "\n").getBytes(StandardCharsets.UTF_8)));
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into release (sequence, version, schema_version, root, previous_root, manifest_sha256, published_at, notes, manifest)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                """)) {
            insert.setInt(1, sequence);
            insert.setString(2, version);
            insert.setString(3, schema);
            insert.setBytes(4, HexFormat.of().parseHex(root));
            insert.setBytes(5, before == null ? null : HexFormat.of().parseHex(before.root));
            insert.setBytes(6, HexFormat.of().parseHex(hash));
            insert.setObject(7, OffsetDateTime.ofInstant(published, ZoneOffset.UTC));
            insert.setString(8, notes);
            insert.setString(9, text);
            insert.executeUpdate();
        }
        return new Published(sequence, version, root, hash);
    }

    private static int changes(Statement statement, int sequence, String type, String op) throws SQLException {
        return number(
                statement,
                "select count(*) from change_log where seq = %d and type = '%s' and op = '%s'"
                        .formatted(sequence, type, op));
    }

    private static int number(Statement statement, String query) throws SQLException {
        return Integer.parseInt(one(statement, query));
    }

    private static String one(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String json(Map<String, ?> sorted) {
        return JSON.writeValueAsString(sorted);
    }

    /** The tree hash of RFC 9162 over a power of two of hashes. */
    private static byte[] tree(List<byte[]> hashes) {
        if (hashes.size() == 1) {
            return hashes.getFirst();
        }
        int half = hashes.size() / 2;
        return sha256(new byte[] {1}, tree(hashes.subList(0, half)), tree(hashes.subList(half, hashes.size())));
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
