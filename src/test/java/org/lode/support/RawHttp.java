package org.lode.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends requests to a port of this machine byte by byte, also those that no client library sends. */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final int port;
    private Socket socket;
    private InputStream in;

    /** Connects to a port of this machine. */
    public RawHttp(int port) throws IOException {
        this.port = port;
        connect();
    }

    /** A response, whose headers have names in lower case. */
    public static final class Response {
        private final int status;
        private final Map<String, List<String>> headers;
        private final byte[] body;

        private Response(int status, Map<String, List<String>> headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        public int status() {
            return status;
        }

        public Map<String, List<String>> headers() {
            return headers;
        }

        public byte[] body() {
            return body;
        }

        /** Returns the values of a header, joined; empty if it is not there. */
        public String header(String name) {
            return String.join(", ", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
        }

        /** Returns the body as text. */
        public String text() {
            return new String(body, UTF_8);
        }
    }

    /** Returns the response to a request whose first line and headers are these lines. */
    public Response send(String... lines) throws IOException {
        return send(new byte[0], lines);
    }

    /** Returns the response to a request with these lines and this body, to which no header is added. */
    public Response send(byte[] body, String... lines) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes((String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1));
        request.writeBytes(body);
        if (socket.isClosed()) {
            connect();
        }
        socket.getOutputStream().write(request.toByteArray());
        return read(lines[0].startsWith("HEAD "));
    }

    private void connect() throws IOException {
        socket = new Socket("localhost", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    private Response read(boolean head) throws IOException {
        String first = line();
        int status = Integer.parseInt(first.split(" ")[1]);
        Map<String, List<String>> headers = headers();
        boolean empty = head || status == 204 || status == 304;
        byte[] body = empty ? new byte[0] : body(headers);
        Response response = new Response(status, headers, body);
        if (response.header("connection").equalsIgnoreCase("close") || first.startsWith("HTTP/1.0")) {
            socket.close();
        }
        return response;
    }

    private byte[] body(Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            int bytes = Integer.parseInt(headers.get("content-length").getFirst());
            byte[] body = in.readNBytes(bytes);
            if (body.length < bytes) {
                throw new EOFException("%d bytes of a body of %d".formatted(body.length, bytes));
            }
            return body;
        }
        if (!headers.containsKey("transfer-encoding")) {
            byte[] body = in.readAllBytes();
            socket.close();
            return body;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int bytes = chunk(); bytes > 0; bytes = chunk()) {
            body.writeBytes(in.readNBytes(bytes));
            line();
        }
        headers();
        return body.toByteArray();
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private Map<String, List<String>> headers() throws IOException {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended after \"%s\"".formatted(line));
            }
            line.write(b);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    /** Ends the connection; the next request has another one. */
    public void disconnect() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        disconnect();
    }
}
