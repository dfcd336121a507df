package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A WebSocket whose first messages are sent in the same packet as the handshake. */
final class RawWebSocket implements AutoCloseable {
    static final String INIT = "{\"type\":\"connection_init\"}";
    private static final int TEXT = 1;
    private static final int BYTES = 2;
    private static final int CLOSE = 8;

    private final Socket socket;
    private final DataInputStream in;
    private final RandomGenerator masks;
    private final List<String> response = new ArrayList<>();

    /**
     * Opens one and sends these messages; {@code masks} gives the bytes that hide them.
     *
     * @param headers beside those that every handshake has
     */
    RawWebSocket(int port, RandomGenerator masks, List<String> headers, String... messages) throws IOException {
        this.masks = masks;
        this.socket = new Socket("localhost", port);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(socket.getInputStream());
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes("""
                GET /graphql HTTP/1.1\r
                Host: localhost\r
                Connection: Upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                """.getBytes(UTF_8));
        headers.forEach(header -> packet.writeBytes((header + "\r\n").getBytes(UTF_8)));
        packet.writeBytes("\r\n".getBytes(UTF_8));
        for (String message : messages) {
            packet.writeBytes(frame(TEXT, message.getBytes(UTF_8)));
        }
        socket.getOutputStream().write(packet.toByteArray());
        for (String line = line(); !line.isEmpty(); line = line()) {
            response.add(line);
        }
    }

    /** A message of the server, or the code with which it closed. */
    record Said(int closeCode, String text) {
        JsonNode json() {
            return JsonMapper.shared().readTree(text);
        }

        String type() {
            return json().path("type").asString("");
        }
    }

    /** Returns the status line and the headers of the response to the handshake. */
    List<String> response() {
        return response;
    }

    void say(String message) throws IOException {
        socket.getOutputStream().write(frame(TEXT, message.getBytes(UTF_8)));
    }

    void sayBytes(byte... message) throws IOException {
        socket.getOutputStream().write(frame(BYTES, message));
    }

    /** Waits for the next message of the server that is no ping. */
    Said hear() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            byte[] payload = in.readNBytes(length);
            if (opcode == CLOSE) {
                return new Said(
                        length == 0 ? 1005 : ByteBuffer.wrap(payload).getChar(),
                        length == 0 ? "" : new String(payload, 2, length - 2, UTF_8));
            }
            Said said = new Said(0, new String(payload, UTF_8));
            if (opcode == TEXT && !said.type().equals("ping")) {
                return said;
            }
        }
    }

    private byte[] frame(int opcode, byte... payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        byte[] mask = new byte[4];
        masks.nextBytes(mask);
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % mask.length]);
        }
        return frame.toByteArray();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
