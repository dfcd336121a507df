package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
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

    /** Opens one that the server does not close in time: it has said what it wants. */
    String hold(String client) throws IOException {
        String response = open(client);
        byte[] payload = "{\"type\":\"connection_init\"}".getBytes(UTF_8);
        // A final text frame whose mask of zeros changes nothing.
        ByteBuffer frame = ByteBuffer.allocate(6 + payload.length)
                .put((byte) 0x81)
                .put((byte) (0x80 | payload.length))
                .putInt(0)
                .put(payload);
        if (response.startsWith("HTTP/1.1 101 ")) {
            sockets.getLast().getOutputStream().write(frame.array());
        }
        return response;
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
