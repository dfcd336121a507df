package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;

/** Attacks, documents that are kept and idle connections fill no memory. */
@Tag("thorough")
@Isolated("measures the heap")
@LodeTest
@TestPropertySource(
        properties = {
            "lode.limits.rate.trusted-proxies=127.0.0.0/8,::1",
            "spring.graphql.websocket.connection-init-timeout=2m"
        })
class HeapTests {
    private static final long MUCH = 64L << 20;
    private static final int ROUNDS = 20;
    private static final int DOCUMENTS = 400;
    private static final int LISTENERS = 1_000;
    private static final int PER_CLIENT = 20;

    private final Http http;
    private final int port;

    HeapTests(Http http, Environment environment) {
        this.http = http;
        this.port = environment.getRequiredProperty("local.server.port", Integer.class);
    }

    @Test
    void attacksFillNoMemory() {
        AttackTests.attacks().forEach(attack -> http.post(attack.other(ROUNDS)));
        long before = held();
        for (int i = 0; i < ROUNDS; i++) {
            int round = i;
            AttackTests.attacks().forEach(attack -> http.post(attack.other(round)));
        }
        assertThat(held() - before)
                .as("bytes held after %d rounds of attacks", ROUNDS)
                .isLessThan(MUCH);
    }

    @Test
    void goodDocumentsThatAreKeptFillNoMemory() {
        String values = "\\\"x\\\" ".repeat(4_000);
        long before = held();
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] dense =
                    "{\"query\": \"{ a%d: projects(filter: {name: {in: [%s]}}) { totalCount } }\", \"extensions\": {\"dryRun\": true}}"
                            .formatted(i, values)
                            .getBytes(UTF_8);
            assertThat(Http.json(http.post(dense)).has("errors")).isFalse();
        }
        assertThat(held() - before)
                .as("bytes held after %d good documents", DOCUMENTS)
                .isLessThan(MUCH);
    }

    @Test
    void aThousandIdleWebSocketsAreHeldAndTheNextIsRefused() throws IOException {
        try (IdleWebSockets idle = new IdleWebSockets(port)) {
            long before = held();
            for (int i = 0; i < LISTENERS; i++) {
                assertThat(idle.open("203.0.113." + i / PER_CLIENT)).startsWith("HTTP/1.1 101 ");
            }
            assertThat(held() - before)
                    .as("bytes held by %d connections", LISTENERS)
                    .isLessThan(MUCH);
            assertThat(idle.open("203.0.113.200"))
                    .startsWith("HTTP/1.1 429 ")
                    .contains("RATE_LIMITED")
                    .contains("listeners.connections");
            assertThat(http.post(Http.body("{ release { version } }", Map.of())).statusCode())
                    .isEqualTo(200);
        }
    }

    private static long held() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
