package org.lode.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Compresses bytes as gzip. */
public final class Gzip implements AutoCloseable {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final GZIPOutputStream gzip;

    private Gzip() {
        try {
            gzip = new GZIPOutputStream(written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the compressed form of these bytes. */
    public static byte[] of(byte[] bytes) {
        try (Gzip all = new Gzip()) {
            all.gzip.write(bytes);
            return all.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the compressed form of a body; of one buffer, one buffer. It has no end if the body fails. */
    static Publisher<DataBuffer> of(Publisher<? extends DataBuffer> body, DataBufferFactory buffers) {
        if (body instanceof Mono<? extends DataBuffer> one) {
            return one.map(buffer -> buffers.wrap(of(bytes(buffer))));
        }
        return Flux.using(
                Gzip::new,
                all -> Flux.from(body)
                        .map(all::add)
                        .concatWith(Mono.fromCallable(all::end))
                        .filter(piece -> piece.length > 0)
                        .map(buffers::wrap));
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private byte[] add(DataBuffer buffer) {
        try {
            gzip.write(bytes(buffer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return taken();
    }

    private byte[] end() throws IOException {
        gzip.finish();
        return taken();
    }

    private byte[] taken() {
        byte[] taken = written.toByteArray();
        written.reset();
        return taken;
    }

    /** Frees the memory that is not on the heap. */
    @Override
    public void close() {
        try {
            gzip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
