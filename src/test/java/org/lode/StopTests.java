package org.lode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lode.support.FreshDataFolder;
import org.lode.support.LodeProcess;

/** A Lode that is told to end does so soon, whoever still waits for news. */
class StopTests {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final List<String> UPGRADE = List.of(
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: graphql-transport-ws");
    private static final String NEWS = "/graphql?query=subscription%7BreleasePublished%7Bversion%7D%7D";

    @Test
    void thoseWhoWaitForNewsAreLetGo() throws Exception {
        Path folder = FreshDataFolder.filled();
        List<Socket> waiting = new ArrayList<>();
        try (LodeProcess lode = LodeProcess.start(folder)) {
            lode.awaitAnswer();
            waiting.add(ask(lode, NEWS, List.of("Accept: text/event-stream")));
            waiting.add(ask(lode, "/graphql", UPGRADE));
            byte[] answer = new byte[4096];
            int read = waiting.getLast().getInputStream().read(answer);
            assertThat(new String(answer, 0, Math.max(read, 0), UTF_8)).startsWith("HTTP/1.1 101 ");
            // Nothing comes for the other one before there are news.
            Thread.sleep(1_000);
            long start = System.nanoTime();
            lode.end(SOON);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
            for (Socket socket : waiting) {
                assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                        .doesNotContain("data:");
            }
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
            FreshDataFolder.delete(folder);
            FreshDataFolder.delete(LodeProcess.log(folder));
        }
    }

    private static Socket ask(LodeProcess lode, String path, List<String> headers) throws IOException {
        Socket socket = new Socket("localhost", lode.address().getPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n"
                        .formatted(path, String.join("\r\n", headers))
                        .getBytes(UTF_8));
        return socket;
    }
}
