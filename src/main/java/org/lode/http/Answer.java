package org.lode.http;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** An answer as the bytes that go out, written once. */
public final class Answer {
    private final HttpStatus status;
    private final MediaType type;
    private final HttpHeaders headers;
    private final byte[] bytes;
    private volatile byte @Nullable [] compressed;

    /** @param headers those that belong to the answer, and not to the request */
    public Answer(HttpStatus status, MediaType type, HttpHeaders headers, byte[] bytes) {
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

    public HttpHeaders headers() {
        return headers;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean worthCompressing() {
        return bytes.length >= Compression.LEAST_BYTES;
    }

    /** The bytes as gzip, made once. */
    byte[] compressed() {
        byte[] known = compressed;
        if (known == null) {
            known = Gzip.of(bytes);
            compressed = known;
        }
        return known;
    }

    /** What it takes in memory, compressed form included. */
    int weight() {
        return 2 * bytes.length;
    }
}
