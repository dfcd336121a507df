package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;

/** Idle connections are limited in number and time, and delay no other request. HeapTests opens a thousand. */
@LodeTest
@TestPropertySource(
        properties = {
            "lode.limits.listeners.connections=24",
            "lode.limits.rate.trusted-proxies=127.0.0.0/8,::1",
            "spring.graphql.websocket.connection-init-timeout=5s"
        })
class SubscriptionLimitsTests {
    private static final int ALL = 24;
    private static final int PER_CLIENT = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Http http;
    private final IdleWebSockets idle;

    SubscriptionLimitsTests(Http http, Environment environment) {
        this.http = http;
        this.idle = new IdleWebSockets(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    @AfterEach
    void close() throws IOException {
        idle.close();
    }

    @Test
    void openWebSocketsAreHeldAndTheNextIsRefused() throws IOException {
        for (int i = 0; i < ALL; i++) {
            awaitHeld("203.0.113." + i / PER_CLIENT);
        }
        assertThat(idle.open("203.0.113.200"))
                .startsWith("HTTP/1.1 429 ")
                .contains("RATE_LIMITED")
                .contains("listeners.connections");
        assertThat(http.post(Http.body("{ release { version } }", Map.of())).statusCode())
                .isEqualTo(200);
    }

    @Test
    void oneClientHoldsNoMoreThanItsShare() throws IOException {
        for (int i = 0; i < PER_CLIENT; i++) {
            awaitHeld("198.51.100.1");
        }
        assertThat(idle.open("198.51.100.1")).startsWith("HTTP/1.1 429 ").contains("listeners.per-client");
        awaitHeld("198.51.100.2");
    }

    /** One more than the limit opens only after the server has closed the first. */
    @Test
    void webSocketsThatSayNothingAreClosed() {
        for (int i = 0; i <= PER_CLIENT; i++) {
            awaitOpen("192.0.2.1");
        }
    }

    /** The server may not have seen yet that connections of another test are closed. */
    private void awaitOpen(String client) {
        await().atMost(PATIENCE).until(() -> idle.open(client).startsWith("HTTP/1.1 101 "));
    }

    private void awaitHeld(String client) {
        await().atMost(PATIENCE).until(() -> idle.hold(client).startsWith("HTTP/1.1 101 "));
    }
}
