package org.lode.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Long files in small chunks, so that a file of a million lines takes no more memory than one of a thousand.
 *
 * <p>Rows come by short statements, one for each page. So a client that reads slowly holds no connection of the database, and
 * makes no statement run into its time limit.
 */
public final class Chunks {
    static final int ROWS = 256;
    private static final int BYTES = 16 * 1024;
    private static final int PIECE = 8 * 1024;

    private Chunks() {}

    /** Emits all rows, page after page. The next page is read from the row after the last one, when a page has been taken. */
    static <T> Flux<T> rows(Function<Optional<T>, Mono<List<T>>> page) {
        return page.apply(Optional.empty())
                .expand(last -> last.size() < ROWS ? Mono.empty() : page.apply(Optional.of(last.getLast())))
                .flatMapIterable(Function.identity(), 1);
    }

    /**
     * Emits lines as bytes, each with its line feed, some lines at a time.
     *
     * <p>Each chunk is held back until the next one or the end: when the lines fail at their end, the last chunk is not sent.
     */
    public static Flux<byte[]> bytes(Flux<String> lines) {
        return Flux.defer(() -> {
            Filling filling = new Filling();
            return lines.map(line -> (line + "\n").getBytes(StandardCharsets.UTF_8))
                    .bufferUntil(filling::fullWith)
                    .map(Chunks::join)
                    .buffer(2, 1)
                    .map(List::getFirst);
        });
    }

    /**
     * Cuts long pieces into short ones.
     *
     * <p>The server holds a number of pieces ready for each client, also for one that reads slowly.
     */
    public static Flux<byte[]> cut(Flux<byte[]> content) {
        return content.flatMapIterable(Chunks::pieces, 1);
    }

    private static List<byte[]> pieces(byte[] whole) {
        if (whole.length <= 2 * PIECE) {
            return List.of(whole);
        }
        return IntStream.iterate(0, at -> at < whole.length, at -> at + PIECE)
                .mapToObj(at -> Arrays.copyOfRange(whole, at, Math.min(at + PIECE, whole.length)))
                .toList();
    }

    private static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static final class Filling {
        private long held;

        boolean fullWith(byte[] line) {
            held += line.length;
            if (held < BYTES) {
                return false;
            }
            held = 0;
            return true;
        }
    }
}
