package org.lode.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lode.Lode;
import org.lode.mirror.Mirror;
import org.lode.mirror.Mirroring;
import org.lode.publish.NoticeFolder;
import org.lode.support.DatasetCopy;
import org.lode.support.Edition;
import org.lode.support.FreshDataFolder;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A citation outlives newer releases, starts and servers; what a redaction took from it is told. */
@LodeTest
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CitedReleaseTests {
    private static final DatasetCopy DATASET = DatasetCopy.make();
    private static final Path FOLDER = FreshDataFolder.make();
    private static final String ID = "source:to-be-redacted";
    private static final String LATEST =
            "{ release { version } projects { totalCount nodes { name status } } releases { totalCount } }";
    private static final String SECRET = "{ source(id: \"%s\", at: {sequence: 5}) { title } }".formatted(ID);

    private final Web web;
    private final Mirror mirror;
    private final PGSimpleDataSource database;
    private final HttpResponse<String> before;
    private final String dataBefore;
    private final HttpResponse<String> secretBefore;
    private ConfigurableApplicationContext startedAgain;
    private ConfigurableApplicationContext elsewhere;

    CitedReleaseTests(DataSource loading, Mirror mirror, Environment environment) {
        this.web = Web.of(environment.getRequiredProperty("local.server.port", Integer.class));
        this.mirror = mirror;
        this.database = (PGSimpleDataSource) loading;
        this.before = cite(LATEST);
        this.dataBefore = web.get(address(before) + "/data").body();
        this.secretBefore = cite(SECRET);
        this.startedAgain = node(FOLDER);
        this.elsewhere = node(FreshDataFolder.make());
    }

    @DynamicPropertySource
    static void ownDataset(DynamicPropertyRegistry properties) {
        DATASET.add("sources", ID + ",,Secrettitle,,,en,REPORT,PRIMARY,false");
        DATASET.release();
        DATASET.retract("sources", ID);
        DATASET.release();
        properties.add("lode.origin", () -> DATASET.folder().toString());
        properties.add("lode.citations.folder", FOLDER::toString);
    }

    /** A Lode that starts on the same database and keeps queries in this folder. */
    private ConfigurableApplicationContext node(Path folder) {
        return new SpringApplicationBuilder(Lode.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--lode.mirror.poll=0",
                        "--lode.origin=" + DATASET.folder(),
                        "--lode.citations.folder=" + folder,
                        "--lode.database.url=jdbc:postgresql://%s:%d/%s"
                                .formatted(
                                        database.getServerNames()[0],
                                        database.getPortNumbers()[0],
                                        database.getDatabaseName()),
                        "--lode.database.username=" + database.getUser(),
                        "--lode.database.password=" + database.getPassword());
    }

    @BeforeAll
    void publishAndRedact() {
        assertThat(before.statusCode()).isEqualTo(201);
        assertThat(secretBefore.statusCode()).isEqualTo(201);
        assertThat(web.get(address(secretBefore) + "/data").body()).contains("Secrettitle");
        new Edition(DATASET).five();
        Mirroring.again(mirror);
    }

    @AfterAll
    void stop() {
        startedAgain.close();
        elsewhere.close();
    }

    @Test
    void aNewerReleaseChangesNothing() {
        JsonNode now = json(cite(LATEST));
        assertThat(now.path("release").path("sequence").asInt()).isEqualTo(7);
        assertThat(now.path("resultSha256")).isNotEqualTo(json(before).path("resultSha256"));
        HttpResponse<String> after = web.get(address(before));
        assertThat(after.body()).isEqualTo(before.body());
        assertThat(json(after).path("release").path("sequence").asInt()).isEqualTo(6);
        assertThat(json(after).path("warnings").isEmpty()).isTrue();
        assertThat(web.get(address(before) + "/data").body()).isEqualTo(dataBefore);
    }

    @Test
    void itIsThereAfterAStart() {
        HttpResponse<String> again = of(startedAgain).get(address(before));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("resultSha256")).isEqualTo(json(before).path("resultSha256"));
        assertThat(of(startedAgain).get(address(before) + "/data").body()).isEqualTo(dataBefore);
    }

    @Test
    void aServerThatNeverSawItAnswersTheLongAddress() {
        assertThat(of(elsewhere).get(address(before)).statusCode()).isEqualTo(404);
        JsonNode told = json(of(elsewhere)
                .get(json(before).path("addresses").path("anywhere").asString()));
        for (String same :
                new String[] {"id", "document", "release", "rows", "resultSha256", "expectedSha256", "sources"}) {
            assertThat(told.path(same)).as(same).isEqualTo(json(before).path(same));
        }
        assertThat(told.path("warnings").isEmpty()).isTrue();
        assertThat(of(elsewhere)
                        .get(told.path("addresses").path("data").asString())
                        .body())
                .isEqualTo(dataBefore);
    }

    @Test
    void whatARedactionTookIsToldAndThatTheReleaseWasWithdrawn() {
        String tag = web.get(address(secretBefore)).headers().firstValue("ETag").orElseThrow();
        NoticeFolder.of(DATASET.folder()).redact(ID, "A court said so.");
        Mirroring.again(mirror);
        HttpResponse<String> after = web.get(address(secretBefore), "If-None-Match", tag);
        assertThat(after.statusCode()).isEqualTo(200);
        JsonNode told = json(after);
        assertThat(told.path("expectedSha256")).isEqualTo(json(secretBefore).path("resultSha256"));
        assertThat(told.path("resultSha256")).isNotEqualTo(told.path("expectedSha256"));
        assertThat(told.path("warnings").path(0).asString())
                .startsWith("the answer is not the one that was cited")
                .contains("redacted");
        assertThat(after.body()).doesNotContain("Secrettitle");
        NoticeFolder.of(DATASET.folder()).withdraw("2099.1.0", "A <column> was mixed up.", null);
        Mirroring.again(mirror);
        assertThat(json(web.get(address(secretBefore))).path("warnings").path(1).asString())
                .isEqualTo("the release was withdrawn: A <column> was mixed up.");
        assertThat(web.get(address(secretBefore), "Accept", "text/html").body())
                .contains("the release was withdrawn: A &lt;column&gt; was mixed up.");
    }

    private HttpResponse<String> cite(String document) {
        String body = JsonMapper.shared().writeValueAsString(Map.of("query", document));
        return web.send("POST", "/q", body, "Content-Type", "application/json");
    }

    private static String address(HttpResponse<String> given) {
        return "/q/" + json(given).path("id").asString();
    }

    private static Web of(ConfigurableApplicationContext node) {
        return Web.of(node.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }
}
