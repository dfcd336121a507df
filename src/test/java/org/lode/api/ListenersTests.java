package org.lode.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;

/** Connections that stay open without a word hold nobody else back, and do not stay for long. */
@LodeTest
@TestPropertySource(
        properties = {
            "lode.limits.rate.trusted-proxies=127.0.0.0/8,::1",
            "spring.graphql.websocket.connection-init-timeout=4s"
        })
@Tag("alone")
class ListenersTests {
    private static final int ALL = 1_000;
    private static final int PER_CLIENT = 20;
    private static final long MUCH = 64L << 20;

    private final Http http;
    private final int port;
    private final List<Socket> sockets = new ArrayList<>();

    ListenersTests(Http http, Environment environment) {
        this.http = http;
        this.port = environment.getRequiredProperty("local.server.port", Integer.class);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void aThousandIdleWebSocketsAreHeldAndTheNextIsRefused() throws Exception {
        long before = held();
        for (int i = 0; i < ALL; i++) {
            assertThat(open("203.0.113." + i / PER_CLIENT)).startsWith("HTTP/1.1 101 ");
        }
        assertThat(held() - before).isLessThan(MUCH);
        assertThat(open("203.0.113.200"))
                .startsWith("HTTP/1.1 429 ")
                .contains("RATE_LIMITED")
                .contains("listeners.connections");
        long millis = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            assertThat(http.post(Http.body("{ release { version } }", Map.of())).statusCode())
                    .isEqualTo(200);
            millis = Math.min(millis, (System.nanoTime() - start) / 1_000_000);
        }
        assertThat(millis).isLessThan(200);
        // Those who never said what they want are sent away, and there is room again.
        String next = "";
        for (int i = 0; i < 100 && !next.startsWith("HTTP/1.1 101 "); i++) {
            Thread.sleep(200);
            next = open("203.0.113.201");
        }
        assertThat(next).startsWith("HTTP/1.1 101 ");
    }

    @Test
    void oneClientHoldsNoMoreThanItsShare() throws IOException {
        for (int i = 0; i < PER_CLIENT; i++) {
            assertThat(open("198.51.100.1")).startsWith("HTTP/1.1 101 ");
        }
        assertThat(open("198.51.100.1")).startsWith("HTTP/1.1 429 ").contains("listeners.per-client");
        assertThat(open("198.51.100.2")).startsWith("HTTP/1.1 101 ");
    }

    /** Opens a WebSocket and says nothing; what the server answers. */
    private String open(String client) throws IOException {
        Socket socket = new Socket("localhost", port);
        sockets.add(socket);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write("""
                        GET /graphql HTTP/1.1\r
                        Host: localhost\r
                        Connection: Upgrade\r
                        Upgrade: websocket\r
                        Sec-WebSocket-Version: 13\r
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                        Sec-WebSocket-Protocol: graphql-transport-ws\r
                        X-Forwarded-For: %s\r
                        \r
                        """.formatted(client).getBytes(UTF_8));
        byte[] answer = new byte[4_096];
        int read = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(read, 0), UTF_8);
    }

    private static long held() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
