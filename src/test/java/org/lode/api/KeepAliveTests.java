package org.lode.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.support.LodeTest;
import org.springframework.core.env.Environment;

/** Requests that wait in line on one connection are all answered, and the connection goes on after them. */
@Tag("alone")
@LodeTest
class KeepAliveTests {
    private static final int CONNECTIONS = 50;

    private final int port;

    KeepAliveTests(Environment environment) {
        this.port = environment.getRequiredProperty("local.server.port", Integer.class);
    }

    @Test
    void answersThatAreThereAtOnceStopNoConnection() throws IOException, InterruptedException {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (Socket socket = new Socket("localhost", port)) {
                socket.setSoTimeout(5_000);
                // The first waits for the database; the others are answered at once.
                String slow = get("/graphql?query=%7Ba" + i + ":projects(first:3)%7Bnodes%7Bid%7D%7D%7D");
                socket.getOutputStream().write((slow + get("/nothing") + get("/schema.graphql")).getBytes(UTF_8));
                read(socket.getInputStream(), 3);
                Thread.sleep(10);
                socket.getOutputStream().write(get("/nothing").getBytes(UTF_8));
                read(socket.getInputStream(), 1);
            }
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    /** Reads until as many answers have come whole as are wanted. */
    private static void read(InputStream in, int wanted) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[65_536];
        while (whole(text) < wanted) {
            int read = in.read(buffer);
            assertThat(read).as("the connection stays open").isPositive();
            text.append(new String(buffer, 0, read, UTF_8));
        }
    }

    private static int whole(CharSequence text) {
        return text.toString().split("HTTP/1\\.1 ", -1).length - 1;
    }
}
