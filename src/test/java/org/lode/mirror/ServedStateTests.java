package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.store.DatabaseFailures;
import org.lode.store.InspectionStore;
import org.lode.store.ReleaseApplyStore.Progress;
import org.lode.store.TestDatabase;
import org.lode.support.Bundled;
import org.lode.support.FreshDataFolder;
import org.lode.support.Http;
import org.lode.support.LodeProcess;
import org.lode.support.LodeTest;
import org.lode.support.Verifier;
import org.lode.support.Web;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a running server says and answers while its database is repaired, filled, or out of reach. */
@LodeTest
@TestPropertySource(
        properties = {
            "lode.cache.responses=true",
            // A context of its own, since its database is damaged.
            "lode.citations.kept=998"
        })
@Tag("thorough")
class ServedStateTests {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final DataPackage DATA = DataPackageReader.bundled();
    private static final String WELL_KNOWN = "/.well-known/dataset-mirror.json";
    private static final String NAME = "{ project(id: \"project:lofdal\") { name } }";

    private final int port;
    private final Web web;
    private final DataSource loading;
    private final MirrorSettings settings;

    ServedStateTests(Environment environment, DataSource loading, MirrorSettings settings) {
        this.port = environment.getRequiredProperty("local.server.port", Integer.class);
        this.web = Web.of(port);
        this.loading = loading;
        this.settings = settings;
    }

    /** Another process repairs, as {@code lode verify --repair} does. */
    @Test
    void aRepairDropsWhatTheServerKeeps() throws Exception {
        DSLContext sql = DSL.using(loading, SQLDialect.POSTGRES);
        HttpResponse<String> before = ask(NAME);
        sql.execute("update lode.projects set name = 'Damaged' where id = 'project:lofdal'");
        String again = "{ project(id: \"project:lofdal\") { name id } }";
        String export = "/export/projects.csv?filter=%7B%22id%22:%7B%22eq%22:%22project:lofdal%22%7D%7D";
        HttpResponse<String> damaged = ask(again);
        HttpResponse<String> rows = web.get(export);
        // The row itself is kept in memory since the first question; rows of exports are not.
        assertThat(rows.body()).contains("Damaged");
        assertServed(
                1,
                "FAILED name of project:lofdal in export projects: Damaged",
                "FAILED name of project:lofdal in export projects: \"Damaged\"");
        new InspectionStore(loading, DATA, Progress.silent()).repair(Mirror.originals(settings, loading));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(web.get(export).body()).doesNotContain("Damaged"));
        assertThat(ask(again).body()).doesNotContain("Damaged");
        assertThat(ask(NAME).body()).isEqualTo(before.body());
        assertThat(Http.header(ask(again), "ETag")).isNotEqualTo(Http.header(damaged, "ETag"));
        assertThat(Http.header(web.get(export), "ETag")).isNotEqualTo(Http.header(rows, "ETag"));
        assertThat(web.get(export, "If-None-Match", Http.header(rows, "ETag")).statusCode())
                .isEqualTo(200);
        assertServed(0, "OK what is served of release " + Bundled.VERSION);
    }

    /** Both verifiers of the docs compare what is served with proved lines; the last line begins as one of these. */
    private void assertServed(int code, String... last) throws Exception {
        for (Verifier verifier : Verifier.all()) {
            Verifier.Run run = verifier.run("served", "http://localhost:" + port);
            assertThat(run.code()).as("%s: %s", verifier, run).isEqualTo(code);
            String line = (code == 0 ? run.out() : run.err()).getLast();
            assertThat(last).as("%s: %s", verifier, line).anyMatch(line::startsWith);
        }
    }

    @Test
    void fillingIsShownWhileReleasesAreApplied() throws SQLException {
        DataSource target = TestDatabase.fresh();
        MirrorStatus status = new MirrorStatus();
        Set<MirrorStatus.Filling> seen = new LinkedHashSet<>();
        Progress progress =
                (work, done, of) -> Optional.ofNullable(status.now().filling()).ifPresent(seen::add);
        Origin origin = Origin.local("dataset");
        RowCheck rows = new RowCheck(target, DATA, origin, status, Duration.ZERO);
        new Mirror(origin, target, DATA, rows, progress, status, UnaryOperator.identity()).run();
        assertThat(seen)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, Bundled.NEWEST)
                        .mapToObj(release -> new MirrorStatus.Filling(release, Bundled.NEWEST))
                        .toList());
        assertThat(status.now().filling()).isNull();
        assertThat(wellKnown(web.get(WELL_KNOWN).body()).path("filling").isNull())
                .isTrue();
    }

    /** What a fill that was broken off left is not served as if it were all. */
    @Test
    void aDatabaseThatNeverHeldTheNewestReleaseIsNotServed() throws Exception {
        Path folder = FreshDataFolder.make();
        try (LodeProcess broken = LodeProcess.start(
                folder,
                "--lode.origin=http://localhost:1/",
                "--lode.mirror.insecure-unsigned=true",
                "--lode.database.url=" + TestDatabase.address(TestDatabase.bundled()),
                "--lode.database.username=postgres",
                "--lode.database.password=" + TestDatabase.password())) {
            await().atMost(PATIENCE).until(() -> !broken.runs());
            assertThat(broken.output())
                    .contains("lode: http://localhost:1/mirror/v1/state.json: ", "(expected: an answer within 30 s)")
                    .doesNotContain("listens on", "\tat ");
        }
        FreshDataFolder.delete(folder);
    }

    @Test
    void aProblemOfTheDatabaseNamesNoTableAndNoPath() {
        SQLException full =
                new SQLException("could not extend file \"base/5/16412\": No space left on device", "53100");
        assertThat(DatabaseFailures.publicMessage(DatabaseFailures.of("the database cannot take the release", full)))
                .isEqualTo("a disk of this server is full (expected: free space)");
        SQLException gone = new SQLException("Connection to localhost:40001 refused.", "08001");
        assertThat(DatabaseFailures.publicMessage(DatabaseFailures.of("the database cannot take the release", gone)))
                .isEqualTo("the database is out of reach (expected: one that answers)");
        SQLException other = new SQLException("relation \"lode.leaf\" does not exist", "42P01");
        assertThat(DatabaseFailures.of("the database cannot take the release", other))
                .hasMessageContaining("lode.leaf");
        assertThat(DatabaseFailures.publicMessage(DatabaseFailures.of("the database cannot take the release", other)))
                .isEqualTo("the database refuses it (expected: see the log of this server)");
    }

    private static JsonNode wellKnown(String body) {
        return JSON.readTree(body);
    }

    private HttpResponse<String> ask(String query) {
        return web.send(
                "POST",
                "/graphql",
                JSON.writeValueAsString(Map.of("query", query)),
                "Content-Type",
                "application/json");
    }
}
