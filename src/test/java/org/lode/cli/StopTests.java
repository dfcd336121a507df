package org.lode.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.support.FreshDataFolder;
import org.lode.support.LodeProcess;

/** A Lode that gets SIGTERM ends soon and quietly, while it works and while clients wait for news. */
class StopTests {
    /** Less than the 20 seconds that a stop waits for requests. */
    private static final Duration SOON = Duration.ofSeconds(15);

    private static final List<String> UPGRADE = List.of(
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: graphql-transport-ws");
    private static final String NEWS = "/graphql?query=subscription%7BreleasePublished%7Bversion%7D%7D";

    private final Path folder = FreshDataFolder.filled();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void clear() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        FreshDataFolder.delete(folder);
        FreshDataFolder.delete(LodeProcess.log(folder));
    }

    @Test
    @Tag("thorough")
    void thoseWhoWaitForNewsAreLetGo() throws Exception {
        try (LodeProcess lode = LodeProcess.start(
                folder,
                "--lode.limits.listeners.per-client=2",
                "--spring.graphql.websocket.connection-init-timeout=5m")) {
            lode.awaitAnswer();
            Socket socket = ask(lode, "/graphql", UPGRADE);
            assertThat(status(socket)).isEqualTo("101");
            Socket events = ask(lode, NEWS, List.of("Accept: text/event-stream"));
            assertThat(status(events)).isEqualTo("200");
            assertThat(status(ask(lode, "/graphql", UPGRADE))).isEqualTo("429");
            assertEndsSoon(lode);
            // A frame that closes, with the code 1001.
            assertThat(socket.getInputStream().readAllBytes()).startsWith(0x88, 2, 0x03, 0xe9);
            assertThat(new String(events.getInputStream().readAllBytes(), UTF_8))
                    .doesNotContain("data:");
        }
    }

    @Test
    @Tag("thorough")
    void workInTheBackgroundEndsQuietly() throws Exception {
        try (LodeProcess lode = LodeProcess.start(folder, "--lode.mirror.check-interval=10ms")) {
            lode.awaitAnswer();
            // It is made when it is first asked for, which takes a while.
            ask(lode, "/releases/2026.11.0/SHA256SUMS", List.of());
            Path bundles = folder.resolve("bundles");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Files.exists(bundles)
                            && Files.readString(LodeProcess.log(folder)).contains("is what it has to be"));
            assertEndsSoon(lode);
            assertThat(Files.readAllLines(LodeProcess.log(folder)))
                    .isNotEmpty()
                    .noneMatch(line -> line.matches("(?s)\tat .*|.*Exception.*|.*( WARN | ERROR ).*"));
        }
    }

    private static void assertEndsSoon(LodeProcess lode) throws InterruptedException {
        long start = System.nanoTime();
        lode.end(SOON);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    private static String status(Socket socket) throws IOException {
        byte[] answer = new byte[4096];
        int read = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(read, 0), UTF_8).replaceFirst("(?s)^HTTP/1.1 ([0-9]+) .*", "$1");
    }

    private Socket ask(LodeProcess lode, String path, List<String> headers) throws IOException {
        Socket socket = new Socket("localhost", lode.address().getPort());
        sockets.add(socket);
        socket.setSoTimeout(60_000);
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n"
                        .formatted(path, String.join("\r\n", headers))
                        .getBytes(UTF_8));
        return socket;
    }
}
