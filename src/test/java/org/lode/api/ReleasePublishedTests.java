package org.lode.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lode.Lode;
import org.lode.mirror.Mirror;
import org.lode.mirror.Mirroring;
import org.lode.support.DatasetCopy;
import org.lode.support.Edition;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.graphql.client.WebSocketGraphQlClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;

/** A release shows at once on every node, to those who ask and to those who wait; what is pinned stays as it was. */
@Tag("alone")
@LodeTest
@TestPropertySource(properties = "lode.cache.responses=true")
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReleasePublishedTests {
    private static final DatasetCopy DATASET = DatasetCopy.make();
    private static final Map<String, String> LATEST = Map.of(
            "query", "{ release { sequence version root } projects(first: 5) { totalCount nodes { id name } } }");
    private static final Map<String, String> PINNED = Map.of(
            "query", "{ release(at: {sequence: 3}) { version } projects(first: 5, at: {sequence: 3}) { totalCount } }");
    private static final String NEWS = "subscription { releasePublished { sequence version counts { type total } } }";

    private final Http one;
    private final Http two;
    private final ConfigurableApplicationContext secondNode;
    private final BlockingQueue<String> overWebSocket = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> overEvents = new LinkedBlockingQueue<>();
    private final HttpResponse<byte[]> latestBefore;
    private final HttpResponse<byte[]> pinnedBefore;
    private final Mirror mirror;
    private final int port;

    ReleasePublishedTests(Http http, DataSource loading, Mirror mirror, Environment environment) {
        this.one = http;
        this.mirror = mirror;
        this.port = environment.getRequiredProperty("local.server.port", Integer.class);
        this.secondNode = secondNode((PGSimpleDataSource) loading);
        this.two = new Http(secondNode.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        this.latestBefore = one.get(LATEST);
        this.pinnedBefore = one.get(PINNED);
    }

    @DynamicPropertySource
    static void ownDataset(DynamicPropertyRegistry properties) {
        properties.add("lode.origin", () -> DATASET.folder().toString());
    }

    private static ConfigurableApplicationContext secondNode(PGSimpleDataSource database) {
        return new SpringApplicationBuilder(Lode.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--lode.origin=" + DATASET.folder(),
                        "--lode.database.url=jdbc:postgresql://%s:%d/%s?sslmode=disable"
                                .formatted(
                                        Objects.requireNonNull(database.getServerNames())[0],
                                        database.getPortNumbers()[0],
                                        database.getDatabaseName()),
                        "--lode.database.username=" + database.getUser(),
                        "--lode.database.password=" + database.getPassword());
    }

    @BeforeAll
    void publishWhileSomeWait() throws InterruptedException {
        assertThat(two.get(LATEST).body()).isEqualTo(latestBefore.body());
        assertThat(Http.header(two.get(LATEST), "ETag")).isEqualTo(Http.header(latestBefore, "ETag"));
        WebSocketGraphQlClient.create(
                        URI.create("ws://localhost:" + port + "/graphql"), new ReactorNettyWebSocketClient())
                .document(NEWS)
                .executeSubscription()
                .subscribe(news -> overWebSocket.add(String.valueOf(news.<Object>getData())));
        Thread.startVirtualThread(this::readEvents);
        // Both have to be there before the release is.
        Thread.sleep(2_000);
        new Edition(DATASET).five();
        Mirroring.again(mirror);
    }

    private void readEvents() {
        HttpRequest request = HttpRequest.newBuilder(one.address(Map.of("query", NEWS)))
                .header("Accept", "text/event-stream")
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith("data:"))
                    .limit(1)
                    .forEach(overEvents::add);
        } catch (IOException e) {
            overEvents.add(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterAll
    void stop() {
        secondNode.close();
    }

    @Test
    void bothNodesAnswerOfTheNewReleaseWithinASecond() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        while ((sequence(one) != 5 || sequence(two) != 5) && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertThat(sequence(one)).isEqualTo(5);
        assertThat(sequence(two)).isEqualTo(5);
        HttpResponse<byte[]> now = one.get(LATEST);
        assertThat(two.get(LATEST).body()).isEqualTo(now.body()).isNotEqualTo(latestBefore.body());
        assertThat(Http.header(two.get(LATEST), "ETag"))
                .isEqualTo(Http.header(now, "ETag"))
                .isNotEqualTo(Http.header(latestBefore, "ETag"));
        assertThat(one.get(LATEST, "If-None-Match", Http.header(latestBefore, "ETag"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsPinnedHasTheSameBytesAndTag() {
        for (Http node : new Http[] {one, two}) {
            HttpResponse<byte[]> after = node.get(PINNED);
            assertThat(after.body()).isEqualTo(pinnedBefore.body());
            assertThat(Http.header(after, "ETag")).isEqualTo(Http.header(pinnedBefore, "ETag"));
            assertThat(node.get(PINNED, "If-None-Match", Http.header(pinnedBefore, "ETag"))
                            .statusCode())
                    .isEqualTo(304);
        }
    }

    @Test
    void whoWaitsIsTold() throws InterruptedException {
        assertThat(overWebSocket.poll(5, TimeUnit.SECONDS))
                .contains("sequence=5")
                .contains("counts=[");
        assertThat(overEvents.poll(5, TimeUnit.SECONDS))
                .contains("\"sequence\":5")
                .contains("\"counts\":[");
    }

    private static int sequence(Http node) {
        return Http.json(node.get(LATEST))
                .path("data")
                .path("release")
                .path("sequence")
                .asInt();
    }
}
