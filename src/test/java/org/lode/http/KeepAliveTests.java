package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.core.env.Environment;

/** Lode answers all pipelined requests of a connection, and reads further requests after them. */
@LodeTest
class KeepAliveTests {
    private static final int CONNECTIONS = 50;

    private final int port;
    private final Web web;

    KeepAliveTests(Environment environment) {
        this.port = environment.getRequiredProperty("local.server.port", Integer.class);
        this.web = Web.of(port);
    }

    @Test
    void immediateResponsesStopNoConnection() throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (Socket socket = new Socket("localhost", port)) {
                socket.setSoTimeout(60_000);
                // The first request waits for the database; Lode answers the others at once.
                String slow = get("/graphql?query=%7Ba" + i + ":projects(first:3)%7Bnodes%7Bid%7D%7D%7D");
                socket.getOutputStream().write((slow + get("/nothing") + get("/schema.graphql")).getBytes(UTF_8));
                read(socket.getInputStream(), 3);
                // Meanwhile the server finishes what it does after the last response.
                assertThat(web.get("/nothing").statusCode()).isEqualTo(404);
                socket.getOutputStream().write(get("/nothing").getBytes(UTF_8));
                read(socket.getInputStream(), 1);
            }
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    /** Reads until this many responses arrived. */
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
