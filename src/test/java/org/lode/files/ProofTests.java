package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import org.lode.support.Replay;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** A proof leads from the record to the root that the manifest states, and a wrong row gives no proof. */
@LodeTest
@ResourceLock(MadeReleases.LODE)
class ProofTests extends MadeReleases {
    private static final HexFormat HEX = HexFormat.of();
    /** Release 5 took it out. */
    private static final String RETRACTED = "project:caledoni-nickel";

    private static final String OF_IT = " where id = '" + RETRACTED + "'";
    private static final String PROOF = """
            query proof($type: RecordType!, $id: ID!, $at: ReleaseRef) {
              proof(type: $type, id: $id, at: $at) {
                release { sequence } type id recordId body leaf bucket steps { side hash }
                tableRoot table tableSteps { side hash } root
              }
            }
            """;

    private final HttpGraphQlTester graphQl;
    private final DataSource loading;

    ProofTests(HttpGraphQlTester graphQl, DataSource loading) {
        this.graphQl = graphQl;
        this.loading = loading;
    }

    @Test
    void recordsOfEveryReleaseAreProvedByItsRoot() {
        assertProved(499);
    }

    @Test
    @Tag("thorough")
    void manyRecordsOfEveryReleaseAreProvedByItsRoot() {
        assertProved(97);
    }

    /** Proves one record of this many in each release, and all redirects, which are few. */
    private void assertProved(int every) {
        for (Replay.State release : RELEASES.subList(1, RELEASES.size())) {
            int at = 0;
            for (Map.Entry<Replay.RecordName, Replay.Version> held :
                    release.records().entrySet()) {
                if (at++ % every == 0 || held.getKey().type().equals("Redirect")) {
                    JsonNode proof = proof(held.getKey(), release.sequence());
                    assertThat(text(proof, "leaf")).isEqualTo(held.getValue().hash());
                    assertThat(proof.path("release").path("sequence").asInt()).isEqualTo(release.sequence());
                    assertHolds(held.getKey(), proof, release.text("root"));
                }
            }
        }
    }

    @Test
    void whatTheReleaseDoesNotHoldHasNoProof() {
        assertThat(proof(new Replay.RecordName("Project", "project:mm-between"), 4)
                        .isNull())
                .isTrue();
        assertThat(proof(new Replay.RecordName("Project", "country:AU"), 4).isNull())
                .isTrue();
        assertThat(proof(new Replay.RecordName("Project", "anything else"), 4).isNull())
                .isTrue();
        assertThat(proof(new Replay.RecordName("Redirect", "project:lofdal"), 4).isNull())
                .isTrue();
    }

    @Test
    void textThatIsNoneAndReleasesThatAreNotAreRefused() {
        assertThat(code("{ proof(type: PROJECT, id: \"project:\\u0000\") { leaf } }"))
                .isEqualTo("BAD_USER_INPUT");
        assertThat(code("{ proof(type: PLANET, id: \"project:lofdal\") { leaf } }"))
                .isEqualTo("BAD_USER_INPUT");
        assertThat(code("{ proof(type: PROJECT, id: \"project:lofdal\", at: {sequence: 99}) { leaf } }"))
                .isEqualTo("RELEASE_NOT_FOUND");
    }

    @Test
    void aRedactedRecordIsProvedWithoutItsContent() throws SQLException {
        Replay.RecordName name = new Replay.RecordName("Project", RETRACTED);
        JsonNode before = proof(name, 4);
        run(
                "insert into lode.redacted select 'Project', id, from_seq, to_seq, row_hash, bucket from lode.projects"
                        + OF_IT,
                "create table lode.kept as select * from lode.projects" + OF_IT,
                "delete from lode.projects" + OF_IT);
        try {
            JsonNode proof = proof(name, 4);
            assertThat(proof.path("body").isNull()).isTrue();
            assertHolds(name, proof, RELEASES.get(4).text("root"));
            assertThat(text(proof, "leaf")).isEqualTo(text(before, "leaf"));
            assertThat(proof.path("steps")).isEqualTo(before.path("steps"));
        } finally {
            run(
                    "delete from lode.redacted",
                    "insert into lode.projects select * from lode.kept",
                    "drop table lode.kept");
        }
    }

    @Test
    void aWrongRowGivesAnErrorAndNoProof() throws SQLException {
        String flip = "update lode.projects set row_hash = set_byte(row_hash, 5, get_byte(row_hash, 5) # 1)"
                + " where id = 'project:lofdal'";
        run(flip);
        try {
            assertThat(code("{ proof(type: PROJECT, id: \"project:lofdal\") { leaf } }"))
                    .isEqualTo("INTERNAL");
        } finally {
            run(flip);
        }
    }

    private JsonNode proof(Replay.RecordName name, int sequence) {
        String type = name.type().replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
        GraphQlTester.Response response = graphQl.document(PROOF)
                .variables(Map.of("type", type, "id", name.id(), "at", Map.of("sequence", sequence)))
                .execute();
        return GraphQl.data(response).path("proof");
    }

    private String code(String query) {
        JsonNode answer = GraphQl.tree(graphQl.document(query).execute());
        return answer.path("errors").path(0).path("extensions").path("code").asString();
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = loading.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void assertHolds(Replay.RecordName name, JsonNode proof, String root) {
        byte[] leaf = HEX.parseHex(text(proof, "leaf"));
        if (!proof.path("body").isNull()) {
            assertThat(Hashes.sha256(new byte[] {0}, utf8(text(proof, "body")))).isEqualTo(leaf);
            assertThat(text(proof, "body"))
                    .endsWith(",\"id\":\"%s\",\"type\":\"%s\"}".formatted(name.id(), name.type()));
        }
        assertThat(text(proof, "bucket"))
                .isEqualTo(HEX.formatHex(Hashes.sha256(utf8(name.type() + ":" + name.id())), 0, 1));
        assertThat(walk(leaf, proof.path("steps"))).isEqualTo(text(proof, "tableRoot"));
        assertThat(text(proof, "table"))
                .startsWith("{\"root\":\"%s\",\"rows\":".formatted(text(proof, "tableRoot")))
                .endsWith(",\"type\":\"%s\"}".formatted(name.type()));
        assertThat(walk(Hashes.sha256(new byte[] {0}, utf8(text(proof, "table"))), proof.path("tableSteps")))
                .isEqualTo(root)
                .isEqualTo(text(proof, "root"));
    }

    private static String walk(byte[] from, JsonNode steps) {
        byte[] reached = from;
        for (JsonNode step : steps) {
            byte[] other = HEX.parseHex(text(step, "hash"));
            boolean left = text(step, "side").equals("LEFT");
            reached = Hashes.sha256(new byte[] {1}, left ? other : reached, left ? reached : other);
        }
        return HEX.formatHex(reached);
    }

    private static String text(JsonNode node, String name) {
        return Objects.requireNonNull(node.path(name).asString());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
