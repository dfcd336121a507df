package org.lode.http;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;

/** Bytes of a file, the first and the last included; none when the last is before the first. */
record ByteRange(long first, long last) {
    private static final Pattern FORM = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /** What a header {@code Range} asks of a file of so many bytes; nothing when it has to be passed over. */
    static Optional<ByteRange> asked(String header, long bytes) {
        Matcher form = FORM.matcher(header.strip());
        if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (form.group(1).isEmpty()) {
            long wanted = Long.parseLong(form.group(2));
            return Optional.of(new ByteRange(wanted == 0 ? bytes : Math.max(0, bytes - wanted), bytes - 1));
        }
        long first = Long.parseLong(form.group(1));
        long last = form.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(form.group(2));
        return last < first ? Optional.empty() : Optional.of(new ByteRange(first, Math.min(last, bytes - 1)));
    }

    boolean isEmpty() {
        return last < first;
    }

    long bytes() {
        return last - first + 1;
    }

    /** The header {@code Content-Range} of an answer with these bytes. */
    String of(long bytes) {
        return "bytes %d-%d/%d".formatted(first, last, bytes);
    }

    /** These bytes of a content; the rest of it is not read. */
    Flux<byte[]> cut(Flux<byte[]> content) {
        return Flux.defer(() -> {
            Cut cut = new Cut();
            return content.map(cut::next).filter(portion -> portion.length > 0).takeUntil(portion -> cut.isOver());
        });
    }

    private final class Cut {
        private long passed;

        byte[] next(byte[] portion) {
            long from = Math.clamp(first - passed, 0, portion.length);
            long to = Math.clamp(last + 1 - passed, 0, portion.length);
            passed += portion.length;
            return Arrays.copyOfRange(portion, (int) from, (int) Math.max(from, to));
        }

        boolean isOver() {
            return passed > last;
        }
    }
}
