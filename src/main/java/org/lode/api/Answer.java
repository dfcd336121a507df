package org.lode.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** An answer as the bytes that go out, written once. */
final class Answer {
    /** Below this, compression saves no packet. */
    private static final int WORTHWHILE = 1_400;

    private final HttpStatus status;
    private final MediaType type;
    private final HttpHeaders headers;
    private final byte[] bytes;
    private volatile byte @Nullable [] compressed;

    /** @param headers those that belong to the answer, and not to the request */
    Answer(HttpStatus status, MediaType type, HttpHeaders headers, byte[] bytes) {
        this.status = status;
        this.type = type;
        this.headers = headers;
        this.bytes = bytes;
    }

    HttpStatus status() {
        return status;
    }

    MediaType type() {
        return type;
    }

    HttpHeaders headers() {
        return headers;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean worthCompressing() {
        return bytes.length >= WORTHWHILE;
    }

    /** The bytes as gzip, made once. */
    byte[] compressed() {
        byte[] known = compressed;
        if (known == null) {
            known = gzip(bytes);
            compressed = known;
        }
        return known;
    }

    /** What it takes in memory, compressed form included. */
    int weight() {
        return 2 * bytes.length;
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream written = new ByteArrayOutputStream(bytes.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(written)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return written.toByteArray();
    }
}
