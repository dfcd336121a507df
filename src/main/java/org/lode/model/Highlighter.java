package org.lode.model;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Marks the words of a search in a text.
 *
 * @param near indexed words that replace misspelt ones
 */
public record Highlighter(List<Term> terms, Set<String> near) {
    public static final char START = '\u0002';
    public static final char END = '\u0003';

    /** The text with {@link #START} before and {@link #END} after each found word; null when no word was found. */
    public @Nullable String in(String value) {
        Words text = Words.of(value.replace(String.valueOf(START), "").replace(String.valueOf(END), ""));
        BitSet found = near(text);
        terms.stream().filter(term -> !term.without()).forEach(term -> found.or(term.found(text)));
        return found.isEmpty() ? null : marked(text.text(), found);
    }

    /** The number of terms that the text contains; all of {@code near} count as one. */
    public int count(String value) {
        Words text = Words.of(value);
        long found = terms.stream()
                .filter(term -> !term.without() && !term.found(text).isEmpty())
                .count();
        return (int) found + (near(text).isEmpty() ? 0 : 1);
    }

    private BitSet near(Words text) {
        BitSet found = new BitSet();
        for (Words.Word word : text.words()) {
            near.forEach(one -> {
                List<Words.Part> parts = word.found(one, false);
                if (!parts.isEmpty()) {
                    found.set(parts.getFirst().start(), parts.getLast().end());
                }
            });
        }
        return found;
    }

    private static String marked(String text, BitSet found) {
        StringBuilder marked = new StringBuilder();
        int written = 0;
        for (int start = found.nextSetBit(0); start >= 0; start = found.nextSetBit(written)) {
            int end = found.nextClearBit(start);
            marked.append(text, written, start)
                    .append(START)
                    .append(text, start, end)
                    .append(END);
            written = end;
        }
        return marked.append(text.substring(written)).toString();
    }
}
