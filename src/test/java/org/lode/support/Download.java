package org.lode.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One answer in chunks, read from the wire as slowly as a test wants, down to its trailers. */
public final class Download implements AutoCloseable {
    private static final int PART = 64 << 10;

    private final Socket socket;
    private final InputStream in;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private int left;
    private boolean over;

    private Download(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 4096);
    }

    /** Asks for a path and reads the head of the response, which has to be 200. */
    public static Download of(URI server, String path) throws IOException {
        return tryOf(server, path).orElseThrow(() -> new AssertionError(path + " is refused"));
    }

    /** Asks for a path and reads the head of the response; nothing if that is 503. */
    public static Optional<Download> tryOf(URI server, String path) throws IOException {
        Socket socket = new Socket();
        // Small, so that what a slow client has not read waits at the server.
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: localhost\r\nTE: trailers\r\n\r\n"
                        .formatted(path)
                        .getBytes(StandardCharsets.US_ASCII));
        Download download = new Download(socket);
        String status = download.line();
        if (status.startsWith("HTTP/1.1 503 ")) {
            download.close();
            return Optional.empty();
        }
        assertThat(status).isEqualTo("HTTP/1.1 200 OK");
        download.readHeaders();
        return Optional.of(download);
    }

    /** A header or, after the end, a trailer; empty if it is not there. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** Reads so many bytes of the content, or fewer at its end; fails when the connection ends before the content. */
    public byte[] read(int bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < bytes && !over) {
            if (left == 0) {
                chunk();
            } else {
                byte[] part = in.readNBytes(Math.min(left, bytes - out.size()));
                if (part.length == 0) {
                    throw new EOFException("the connection ended within the content");
                }
                left -= part.length;
                out.writeBytes(part);
                if (left == 0) {
                    assertThat(line()).isEmpty();
                }
            }
        }
        return out.toByteArray();
    }

    /** The rest of the content. */
    public byte[] rest() throws IOException {
        return read(Integer.MAX_VALUE);
    }

    /** Counts the lines of the rest, and keeps none of them: several long files at once need more than a heap of tests. */
    public long lines() throws IOException {
        long lines = 0;
        while (!over) {
            for (byte next : read(PART)) {
                lines += next == '\n' ? 1 : 0;
            }
        }
        return lines;
    }

    private void chunk() throws IOException {
        left = Integer.parseInt(line(), 16);
        if (left == 0) {
            readHeaders();
            over = true;
        }
    }

    private void readHeaders() throws IOException {
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended within a line");
            }
            out.write(next);
        }
        return out.toString(StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
