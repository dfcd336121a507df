package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lode.Lode;
import org.lode.mirror.Mirror;
import org.lode.mirror.Mirroring;
import org.lode.support.Bundled;
import org.lode.support.DatasetCopy;
import org.lode.support.Edition;
import org.lode.support.FreshDataFolder;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.graphql.test.tester.WebSocketGraphQlTester;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A new release shows at once on every node, to clients that ask and to clients that subscribed; what is pinned or cited stays.
 *
 * <p>The second and the third node use the database of the first one; the second also uses its folder of citations.
 */
@LodeTest
@TestPropertySource(properties = "lode.cache.responses=true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReleasePublishedTests {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final DatasetCopy DATASET = DatasetCopy.make();
    private static final Path CITATIONS = FreshDataFolder.make();
    private static final Map<String, String> LATEST = Map.of(
            "query", "{ release { sequence version root } projects(first: 5) { totalCount nodes { id name } } }");
    private static final Map<String, String> PINNED = Map.of(
            "query", "{ release(at: {sequence: 3}) { version } projects(first: 5, at: {sequence: 3}) { totalCount } }");
    private static final String CITED =
            "{ release { version } projects { totalCount nodes { name status } } releases { totalCount } }";
    private static final String NEWS = "subscription { releasePublished { sequence version counts { type total } } }";

    private final Http http;
    private final Http second;
    private final Web web;
    private final Mirror mirror;
    private final PGSimpleDataSource database;
    private final List<ConfigurableApplicationContext> nodes;
    private final List<JsonNode> overWebSocket = new CopyOnWriteArrayList<>();
    private final List<JsonNode> overEvents = new CopyOnWriteArrayList<>();
    private final List<Disposable> subscriptions;
    private final HttpResponse<String> citedBefore;
    private final String dataBefore;
    private final HttpResponse<byte[]> latestBefore;
    private final HttpResponse<byte[]> pinnedBefore;

    ReleasePublishedTests(
            Http http, WebSocketGraphQlTester webSocket, DataSource loading, Mirror mirror, Environment environment) {
        this.http = http;
        this.web = Web.of(environment.getRequiredProperty("local.server.port", Integer.class));
        this.mirror = mirror;
        this.database = (PGSimpleDataSource) loading;
        this.citedBefore = cite();
        this.dataBefore = web.get(address(citedBefore) + "/data").body();
        this.nodes = List.of(node(CITATIONS), node(FreshDataFolder.make()));
        this.second = new Http(port(nodes.getFirst()));
        this.subscriptions = List.of(
                webSocket
                        .document(NEWS)
                        .executeSubscription()
                        .toFlux("releasePublished", JsonNode.class)
                        .subscribe(overWebSocket::add),
                events().subscribe(overEvents::add));
        awaitRelease(publishUntilSubscribersListen());
        this.latestBefore = http.get(LATEST);
        this.pinnedBefore = http.get(PINNED);
    }

    @DynamicPropertySource
    static void ownDataset(DynamicPropertyRegistry properties) {
        properties.add("lode.origin", () -> DATASET.folder().toString());
        properties.add("lode.citations.folder", CITATIONS::toString);
    }

    /** Starts a node on the same database, which hears of new releases from the database alone. */
    private ConfigurableApplicationContext node(Path citations) {
        return new SpringApplicationBuilder(Lode.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--lode.mirror.poll=0",
                        "--lode.origin=" + DATASET.folder(),
                        "--lode.citations.folder=" + citations,
                        "--lode.database.url=jdbc:postgresql://%s:%d/%s?sslmode=disable"
                                .formatted(
                                        Objects.requireNonNull(database.getServerNames())[0],
                                        database.getPortNumbers()[0],
                                        database.getDatabaseName()),
                        "--lode.database.username=" + database.getUser(),
                        "--lode.database.password=" + database.getPassword());
    }

    /** Server-sent events: one subscription on a connection. */
    private Flux<JsonNode> events() {
        return WebClient.create()
                .get()
                .uri(http.address(Map.of("query", NEWS)))
                .accept(MediaType.TEXT_EVENT_STREAM)
                .retrieve()
                .bodyToFlux(String.class)
                .filter(event -> !event.isBlank())
                .map(event -> JSON.readTree(event).at("/data/releasePublished"));
    }

    /**
     * The server does not confirm a subscription: a small release that arrives shows that the subscriber listens. Returns the
     * sequence of the newest release.
     */
    private int publishUntilSubscribersListen() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int newest = Bundled.NEWEST;
        for (int i = 0; overWebSocket.isEmpty() || overEvents.isEmpty(); i++) {
            assertThat(System.nanoTime()).as("subscribers listen").isLessThan(end);
            DATASET.add("sources", "source:small-%d,,Small,,,en,REPORT,PRIMARY,false".formatted(i));
            DATASET.release();
            newest = Mirroring.again(mirror);
        }
        return newest;
    }

    @BeforeAll
    void publish() {
        assertThat(citedBefore.statusCode()).isEqualTo(201);
        assertThat(second.get(LATEST).body()).isEqualTo(latestBefore.body());
        assertThat(Http.header(second.get(LATEST), "ETag")).isEqualTo(Http.header(latestBefore, "ETag"));
        new Edition(DATASET).first();
        Mirroring.again(mirror);
    }

    private void awaitRelease(int sequence) {
        await().atMost(PATIENCE)
                .until(() -> sequence(http.get(LATEST)) == sequence && sequence(second.get(LATEST)) == sequence);
    }

    private int newest() {
        return sequence(latestBefore) + 1;
    }

    @AfterAll
    void stop() {
        subscriptions.forEach(Disposable::dispose);
        nodes.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void bothNodesAnswerFromTheNewRelease() {
        awaitRelease(newest());
        HttpResponse<byte[]> now = http.get(LATEST);
        assertThat(second.get(LATEST).body()).isEqualTo(now.body()).isNotEqualTo(latestBefore.body());
        assertThat(Http.header(second.get(LATEST), "ETag"))
                .isEqualTo(Http.header(now, "ETag"))
                .isNotEqualTo(Http.header(latestBefore, "ETag"));
        assertThat(http.get(LATEST, "If-None-Match", Http.header(latestBefore, "ETag"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPinnedQueryHasTheSameBytesAndTag() {
        awaitRelease(newest());
        for (Http node : List.of(http, second)) {
            HttpResponse<byte[]> after = node.get(PINNED);
            assertThat(after.body()).isEqualTo(pinnedBefore.body());
            assertThat(Http.header(after, "ETag")).isEqualTo(Http.header(pinnedBefore, "ETag"));
            assertThat(node.get(PINNED, "If-None-Match", Http.header(pinnedBefore, "ETag"))
                            .statusCode())
                    .isEqualTo(304);
        }
    }

    @Test
    void subscribersGetTheNewReleaseOnce() {
        for (List<JsonNode> news : List.of(overWebSocket, overEvents)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(news)
                            .filteredOn(release -> release.path("sequence").asInt() == newest())
                            .singleElement()
                            .satisfies(release ->
                                    assertThat(release.path("counts").size()).isPositive()));
        }
    }

    @Test
    void aNewerReleaseChangesNoCitation() {
        awaitRelease(newest());
        JsonNode now = json(cite());
        assertThat(now.path("release").path("sequence").asInt()).isEqualTo(newest());
        assertThat(now.path("resultSha256")).isNotEqualTo(json(citedBefore).path("resultSha256"));
        HttpResponse<String> after = web.get(address(citedBefore));
        assertThat(after.body()).isEqualTo(citedBefore.body());
        assertThat(json(after).path("release").path("sequence").asInt()).isEqualTo(Bundled.NEWEST);
        assertThat(json(after).path("warnings").isEmpty()).isTrue();
        assertThat(web.get(address(citedBefore) + "/data").body()).isEqualTo(dataBefore);
    }

    @Test
    void aServerThatStartsOnTheFolderOfCitationsHasThem() {
        Web restarted = Web.of(port(nodes.getFirst()));
        HttpResponse<String> again = restarted.get(address(citedBefore));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("resultSha256")).isEqualTo(json(citedBefore).path("resultSha256"));
        assertThat(restarted.get(address(citedBefore) + "/data").body()).isEqualTo(dataBefore);
    }

    @Test
    void aServerWithoutTheCitationAnswersTheLongAddress() {
        Web elsewhere = Web.of(port(nodes.getLast()));
        assertThat(elsewhere.get(address(citedBefore)).statusCode()).isEqualTo(404);
        JsonNode cited = json(elsewhere.get(
                json(citedBefore).path("addresses").path("anywhere").asString()));
        for (String same : List.of("id", "document", "release", "rows", "resultSha256", "expectedSha256", "sources")) {
            assertThat(cited.path(same)).as(same).isEqualTo(json(citedBefore).path(same));
        }
        assertThat(cited.path("warnings").isEmpty()).isTrue();
        assertThat(elsewhere
                        .get(cited.path("addresses").path("data").asString())
                        .body())
                .isEqualTo(dataBefore);
    }

    private HttpResponse<String> cite() {
        String body = JSON.writeValueAsString(Map.of("query", CITED));
        return web.send("POST", "/q", body, "Content-Type", "application/json");
    }

    private static String address(HttpResponse<String> cited) {
        return "/q/" + json(cited).path("id").asString();
    }

    private static int port(ConfigurableApplicationContext node) {
        return node.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static int sequence(HttpResponse<byte[]> latest) {
        return Http.json(latest).path("data").path("release").path("sequence").asInt();
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }
}
