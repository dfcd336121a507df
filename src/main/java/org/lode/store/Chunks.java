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
 * Long files by small portions, so that one of a million lines takes no more memory than one of a thousand.
 *
 * <p>Rows come by short statements, one for each page: a client that reads slowly holds no connection of the database, and no
 * statement runs into its time limit because of one.
 */
public final class Chunks {
    static final int ROWS = 256;
    private static final int BYTES = 16 * 1024;
    private static final int PIECE = 8 * 1024;

    private Chunks() {}

    /** All rows, page after page; the next page is read when one has been taken, from the row after its last. */
    static <T> Flux<T> rows(Function<Optional<T>, Mono<List<T>>> page) {
        return page.apply(Optional.empty())
                .expand(last -> last.size() < ROWS ? Mono.empty() : page.apply(Optional.of(last.getLast())))
                .flatMapIterable(Function.identity(), 1);
    }

    /**
     * Lines as bytes, each with its line feed, some lines at a time.
     *
     * <p>Each portion waits for the next or for the end: if the lines fail at their end, then not all of them are out.
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
     * Long pieces as short ones.
     *
     * <p>A server holds a number of pieces ready for each client, and so for one that reads slowly, too.
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
