package org.lode.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * The releases that a database holds, proved from its rows alone.
 *
 * <p>The hashes are worked out here once more, from their definition and not with the code that they test.
 */
public final class HeldReleases {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HexFormat HEX = HexFormat.of();

    private static final Map<String, String> TABLES = new TreeMap<>(Map.ofEntries(
            Map.entry("Citation", "citations"),
            Map.entry("Country", "countries"),
            Map.entry("Deal", "deals"),
            Map.entry("FxRate", "fx_rates"),
            Map.entry("Indicator", "indicators"),
            Map.entry("Investment", "investments"),
            Map.entry("Mineral", "minerals"),
            Map.entry("Observation", "observations"),
            Map.entry("Office", "offices"),
            Map.entry("Organization", "organizations"),
            Map.entry("Project", "projects"),
            Map.entry("Redirect", "redirects"),
            Map.entry("Source", "sources")));

    /** Tables of parts, by the type and the field that hold them. */
    private static final Map<String, String> PARTS = Map.of(
            "Mineral.lists", "mineral_lists",
            "Project.minerals", "project_minerals",
            "Project.participants", "project_participants",
            "Investment.partners", "investment_partners",
            "Deal.parties", "deal_parties",
            "Deal.events", "deal_events",
            "Deal.eventInvestments", "deal_event_investments",
            "Organization.names", "organization_names");

    private final Connection connection;
    private final Map<String, List<Version>> versions = new TreeMap<>();

    /** By sequence, the shape of the records of a release. */
    private final Map<Integer, String> schemas = new TreeMap<>();

    private HeldReleases(Connection connection) {
        this.connection = connection;
    }

    /** One version of a record: its row, and the bytes that the row's hash leads to. */
    private record Version(String id, int bucket, int from, int to, String body, String hash) {
        boolean in(int sequence) {
            return from <= sequence && to > sequence;
        }
    }

    /** Roots by sequence, each worked out from the rows and equal to the one that the database states. */
    public static Map<Integer, String> roots(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        return new HeldReleases(connection).roots();
    }

    private Map<Integer, String> roots() throws SQLException {
        Map<Integer, String> stated = stated();
        for (Map.Entry<String, String> table : TABLES.entrySet()) {
            versions.put(table.getKey(), versions(table.getKey(), table.getValue()));
        }
        versions.forEach((type, rows) -> assertNothingAfter(stated.size(), type, rows));
        for (Map.Entry<Integer, String> release : stated.entrySet()) {
            assertThat(root(release.getKey()))
                    .as("root of release %d from its rows", release.getKey())
                    .isEqualTo(release.getValue());
            assertPartsFit(release.getKey());
        }
        return stated;
    }

    private String root(int sequence) {
        List<byte[]> lines = new ArrayList<>();
        versions.forEach((type, rows) -> {
            if (!type.equals("Indicator") || !"1.0.0".equals(schemas.get(sequence))) {
                lines.add(line(type, rows, sequence));
            }
        });
        return HEX.formatHex(tree(lines));
    }

    private Map<Integer, String> stated() throws SQLException {
        Map<Integer, String> roots = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select sequence, root, schema_version from lode.release order by sequence")) {
            while (rows.next()) {
                roots.put(rows.getInt(1), HEX.formatHex(rows.getBytes(2)));
                schemas.put(rows.getInt(1), rows.getString(3));
                assertThat(rows.getInt(1)).as("no gap in sequences").isEqualTo(roots.size());
            }
        }
        return roots;
    }

    private List<Version> versions(String type, String table) throws SQLException {
        List<Version> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select t.id, t.bucket, t.from_seq, t.to_seq, l.body, t.row_hash from lode." + table
                                + " t left join lode.leaf l on l.hash = t.row_hash"
                                + " order by t.id collate \"C\", t.from_seq")) {
            while (rows.next()) {
                found.add(new Version(
                        rows.getString(1),
                        rows.getInt(2),
                        rows.getInt(3),
                        rows.getInt(4),
                        rows.getString(5),
                        HEX.formatHex(rows.getBytes(6))));
            }
        }
        found.forEach(version -> assertOwn(type, version));
        return found;
    }

    private static void assertOwn(String type, Version version) {
        assertThat(HEX.formatHex(sha256(new byte[] {0}, utf8(version.body())))).isEqualTo(version.hash());
        assertThat(Byte.toUnsignedInt(sha256(utf8(type + ":" + version.id()))[0]))
                .isEqualTo(version.bucket());
        assertThat(JSON.readTree(version.body()).path("id").asString()).isEqualTo(version.id());
    }

    private static void assertNothingAfter(int newest, String type, List<Version> rows) {
        assertThat(rows)
                .as("rows of %s that belong to releases up to %d", type, newest)
                .allMatch(version ->
                        version.from() <= newest && (version.to() <= newest || version.to() == Integer.MAX_VALUE));
    }

    private static byte[] line(String type, List<Version> versions, int sequence) {
        List<List<byte[]>> buckets = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            buckets.add(new ArrayList<>());
        }
        int rows = 0;
        for (Version version : versions) {
            if (version.in(sequence)) {
                buckets.get(version.bucket()).add(HEX.parseHex(version.hash()));
                rows++;
            }
        }
        String root =
                HEX.formatHex(tree(buckets.stream().map(HeldReleases::tree).toList()));
        return sha256(
                new byte[] {0}, utf8("{\"root\":\"%s\",\"rows\":%d,\"type\":\"%s\"}".formatted(root, rows, type)));
    }

    /** RFC 9162, 2.1.1, as it is written there. */
    private static byte[] tree(List<byte[]> hashes) {
        if (hashes.isEmpty()) {
            return sha256();
        }
        if (hashes.size() == 1) {
            return hashes.getFirst();
        }
        int split = Integer.highestOneBit(hashes.size() - 1);
        return sha256(new byte[] {1}, tree(hashes.subList(0, split)), tree(hashes.subList(split, hashes.size())));
    }

    private void assertPartsFit(int sequence) throws SQLException {
        for (Map.Entry<String, String> part : PARTS.entrySet()) {
            String[] typeAndField = part.getKey().split("\\.", 2);
            int inBodies = Objects.requireNonNull(versions.get(typeAndField[0])).stream()
                    .filter(version -> version.in(sequence))
                    .mapToInt(version -> JSON.readTree(version.body())
                            .path("data")
                            .path(typeAndField[1])
                            .size())
                    .sum();
            assertThat(count(part.getValue(), sequence))
                    .as("rows of %s in release %d", part.getValue(), sequence)
                    .isEqualTo(inBodies);
        }
    }

    private int count(String table, int sequence) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select count(*) from lode.%s where from_seq <= %d and to_seq > %d"
                                .formatted(table, sequence, sequence))) {
            row.next();
            return row.getInt(1);
        }
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

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
