package org.lode.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** WebSockets that are opened and send nothing. */
final class IdleWebSockets implements AutoCloseable {
    private final int port;
    private final List<Socket> sockets = new ArrayList<>();

    IdleWebSockets(int port) {
        this.port = port;
    }

    /** Opens one as this client; returns the beginning of the response. */
    String open(String client) throws IOException {
        Socket socket = new Socket("localhost", port);
        sockets.add(socket);
        socket.setSoTimeout(60_000);
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

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
