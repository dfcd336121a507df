package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.lode.release.CanonicalJson;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Replay;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is served of a record that was redacted, and what is refused when a row is not what it was. */
@LodeTest
@ResourceLock(SignedOrigin.LODE)
@Tag("thorough")
class RedactedFilesTests extends SignedOrigin {
    private static final String ID = "project:caledoni-nickel";
    private static final List<Replay.State> RELEASES = Replay.of(DATASET.folder());

    private final Http http;
    private final DataSource loading;

    /** The redacted delta of each release that named the record. */
    private final Map<String, String> expected = new TreeMap<>();

    RedactedFilesTests(Http http, DataSource loading) {
        this.http = http;
        this.loading = loading;
    }

    @BeforeEach
    void redact() throws IOException, SQLException {
        run("create table saved_lines as select seq, n, line from change_log where id = '" + ID + "'");
        ObjectNode notice = JsonMapper.shared().createObjectNode();
        notice.put("n", 1).put("notice", "REDACTION").put("type", "Project").put("id", ID);
        notice.put("at", "2026-11-22T09:00:00Z").put("reason", "A court said so.");
        notice.putArray("leaves").add("0".repeat(64));
        ArrayNode deltas = notice.putArray("deltas");
        for (Replay.State release : RELEASES.subList(1, RELEASES.size())) {
            if (release.ops().stream().anyMatch(op -> op.name().id().equals(ID))) {
                String delta = without(release.text("version"), release.sequence());
                expected.put(release.text("version"), delta);
                byte[] bytes = delta.getBytes(StandardCharsets.UTF_8);
                deltas.addObject()
                        .put("sequence", release.sequence())
                        .put("version", release.text("version"))
                        .put("bytes", bytes.length)
                        .put("sha256", Hashes.hex(Hashes.sha256(bytes)));
            }
        }
        run(
                "create table saved_projects as select * from projects where id = '" + ID + "'",
                "create table saved_leaf as select * from leaf where hash in (select row_hash from saved_projects)",
                "delete from projects where id = '" + ID + "'",
                "delete from leaf where hash in (select row_hash from saved_projects)",
                "insert into redacted select 'Project', id, from_seq, to_seq, row_hash, bucket from saved_projects",
                "insert into notice values (1, '" + CanonicalJson.write(notice) + "', '')");
    }

    @AfterEach
    void asItWas() throws SQLException {
        run(
                "update change_log c set line = s.line from saved_lines s where s.seq = c.seq and s.n = c.n",
                "drop table saved_lines",
                "delete from notice",
                "delete from redacted",
                "insert into leaf select * from saved_leaf",
                "insert into projects select * from saved_projects",
                "drop table saved_projects",
                "drop table saved_leaf");
    }

    /** The delta without the record's content; its lines in the database become the same. */
    private String without(String version, int sequence) throws IOException, SQLException {
        List<String> published =
                Files.readAllLines(DATASET.folder().resolve("releases/%s/delta.jsonl".formatted(version)));
        List<String> ops = new ArrayList<>();
        for (String line : published.subList(1, published.size() - 1)) {
            ObjectNode op = (ObjectNode) JsonMapper.shared().readTree(line);
            if (op.path("id").asString().equals(ID)) {
                op.remove("note");
                if (op.has("record")) {
                    op.putNull("record");
                }
                run("update change_log set line = '%s' where seq = %d and n = %d"
                        .formatted(
                                CanonicalJson.write(op).replace("'", "''"),
                                sequence,
                                op.path("n").asInt()));
            }
            ops.add(CanonicalJson.write(op) + "\n");
        }
        ObjectNode footer = (ObjectNode) JsonMapper.shared().readTree(published.getLast());
        footer.put("sha256OfOps", Hashes.hex(Hashes.sha256(String.join("", ops).getBytes(StandardCharsets.UTF_8))));
        return published.getFirst() + "\n" + String.join("", ops) + CanonicalJson.write(footer) + "\n";
    }

    @Test
    void deltasAreServedWithoutItUnderAnotherName() {
        assertThat(expected).hasSizeGreaterThan(1);
        expected.forEach((version, delta) -> {
            String folder = "/releases/" + version + "/";
            assertThat(text(get(folder + "delta.r1.jsonl"))).isEqualTo(delta);
            HttpResponse<byte[]> gone = get(folder + "delta.jsonl");
            assertThat(gone.statusCode()).isEqualTo(410);
            assertThat(text(gone)).contains("delta.r1.jsonl, without what was redacted");
            assertThat(get(folder + "delta.r2.jsonl").statusCode()).isEqualTo(404);
            assertThat(text(get(folder + "SHA256SUMS"))).contains("  delta.r1.jsonl\n");
        });
    }

    @Test
    void itsHashKeepsItsPlaceInEveryOldRelease() {
        for (Replay.State release : RELEASES.subList(1, RELEASES.size())) {
            boolean held = release.records().containsKey(new Replay.RecordName("Project", ID));
            HttpResponse<byte[]> full = get("/releases/%s/full/Project.jsonl".formatted(release.text("version")));
            assertThat(Http.header(full, "Content-Length")).isEqualTo(String.valueOf(full.body().length));
            List<String> lines = text(full).lines().toList();
            assertThat(lines.stream().filter(line -> line.startsWith("{\"redacted\":{\"id\":\"" + ID)))
                    .hasSize(held ? 1 : 0);
            for (JsonNode table : release.manifest().path("tables")) {
                if (table.path("type").asString().equals("Project")) {
                    assertThat(Hashes.tableRoot("Project", lines))
                            .isEqualTo(table.path("root").asString());
                    assertThat(Http.header(full, "ETag"))
                            .isEqualTo('"' + table.path("root").asString() + (held ? "-r1\"" : "\""));
                }
            }
        }
    }

    @Test
    void filesThatWereMadeAreMadeAnewWithoutIt() throws IOException, SQLException {
        String folder = "/releases/2026.11.3/";
        List<String> names = List.of("data/projects.csv", "data/projects.jsonl", "lode-2026.11.3.zip", "SHA256SUMS");
        asItWas();
        Map<String, HttpResponse<byte[]>> before = new TreeMap<>();
        names.forEach(name -> before.put(name, get(folder + name)));
        assertThat(text(get(folder + "data/projects.csv"))).contains(ID + ",");
        expected.clear();
        redact();
        before.forEach((name, whole) -> {
            HttpResponse<byte[]> left = get(folder + name);
            assertThat(left.statusCode()).as(text(left)).isEqualTo(200);
            if (name.startsWith("data/")) {
                assertThat(text(left)).doesNotContain(ID);
            }
            assertThat(Http.header(left, "ETag")).isNotEqualTo(Http.header(whole, "ETag"));
            assertThat(get(folder + name, "If-None-Match", Http.header(whole, "ETag"))
                            .statusCode())
                    .isEqualTo(200);
        });
        assertThat(text(get(folder + "SHA256SUMS")))
                .contains(Hashes.hex(
                                Hashes.sha256(get(folder + "data/projects.csv").body())) + "  data/projects.csv\n");
    }

    @Test
    void aRowThatIsNotWhatItWasIsNeverSentAsAWholeFile() throws SQLException {
        String version = RELEASES.getLast().text("version");
        run(
                "create table saved_rows as select * from minerals",
                "delete from minerals where id = (select max(id) from minerals)");
        try {
            assertBroken("/releases/%s/full/Mineral.jsonl".formatted(version));
        } finally {
            run("delete from minerals", "insert into minerals select * from saved_rows", "drop table saved_rows");
        }
        run(
                "create table saved_log as select * from change_log",
                "update change_log set line = replace(line, '\"op\"', '\"po\"')");
        try {
            RELEASES.stream()
                    .skip(1)
                    .map(release -> release.text("version"))
                    .filter(each -> !expected.containsKey(each))
                    .forEach(each -> assertBroken("/releases/%s/delta.jsonl".formatted(each)));
        } finally {
            run("delete from change_log", "insert into change_log select * from saved_log", "drop table saved_log");
        }
    }

    /** Either the failure was known before the first byte, or the connection breaks before the last. */
    private void assertBroken(String path) {
        for (String encoding : List.of("identity", "gzip")) {
            try {
                assertThat(get(path, "Accept-Encoding", encoding).statusCode())
                        .as(path)
                        .isEqualTo(500);
            } catch (UncheckedIOException broken) {
                assertThat(broken.getCause()).isInstanceOf(IOException.class);
            }
        }
    }

    private HttpResponse<byte[]> get(String path, String... headers) {
        return http.send("GET", path, headers);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = loading.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
