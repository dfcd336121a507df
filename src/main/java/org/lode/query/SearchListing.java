package org.lode.query;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lode.model.Failure.CursorMismatch;
import org.lode.model.Highlighter;
import org.lode.query.Page.PageRequest;
import org.springframework.web.util.HtmlUtils;

/**
 * The hits of a search: for which text, among which types of records, in which release.
 *
 * @param types names in canonical JSON, in the order of the description
 */
public record SearchListing(String text, List<String> types, ReadAt at) {
    private static final Pattern SCORE = Pattern.compile("[0-9]\\.[0-9]{6}");

    public String fingerprint() {
        return "search %s %s".formatted(types, text);
    }

    /** Fails when a cursor of the request is not one of this list. */
    public void check(PageRequest request) {
        Stream.of(request.after(), request.before()).filter(Objects::nonNull).forEach(this::place);
    }

    /** The place in this list that a cursor names; a cursor of any other list or release is refused. */
    Cursor place(String cursor) {
        Cursor place = Cursor.decode(cursor, fingerprint(), at.sequence());
        // The check of a cursor has no key, so anybody can make one that passes it.
        boolean readable = place.position().size() == 3
                && place.position().stream().allMatch(Objects::nonNull)
                && SCORE.matcher(String.valueOf(place.position().getFirst())).matches();
        if (!readable) {
            throw new CursorMismatch(cursor, "a cursor that this list gave");
        }
        return place;
    }

    /**
     * A record that was found.
     *
     * @param type its kind in canonical JSON
     * @param at the release it was found in
     * @param highlights its texts that have the words; empty when not asked for
     */
    public record Hit(
            String type, String recordId, ReadAt at, String title, BigDecimal score, List<Highlight> highlights)
            implements Row.Identified {}

    /**
     * A record whose name begins with what was written.
     *
     * @param type its kind in canonical JSON
     * @param at the release it was found in
     * @param match the name that has the words
     */
    public record Suggestion(String type, String recordId, ReadAt at, String title, String match)
            implements Row.Identified {}

    /**
     * A text of a record that has words asked for.
     *
     * @param path names in GraphQL from the record down to the text
     * @param html the text, safe within a page: escaped, the words within {@code mark} elements, and no other markup
     */
    public record Highlight(String path, String html) {
        /** How much of a text is shown, and how much of that before the first word found. */
        private static final int LONGEST = 240;

        private static final int BEFORE = 60;

        /** A text in which the words are between {@link Highlighter#START} and {@link Highlighter#END}. */
        static Highlight of(String path, String marked) {
            int from = begin(marked);
            int to = end(marked, from);
            String html = HtmlUtils.htmlEscape(marked.substring(from, to), StandardCharsets.UTF_8.name())
                    .replace(String.valueOf(Highlighter.START), "<mark>")
                    .replace(String.valueOf(Highlighter.END), "</mark>");
            return new Highlight(path, (from > 0 ? "… " : "") + html + (to < marked.length() ? " …" : ""));
        }

        /** At the start, or behind a space a little before the first word found. */
        private static int begin(String marked) {
            int first = marked.indexOf(Highlighter.START);
            if (marked.length() <= LONGEST || first <= BEFORE) {
                return 0;
            }
            int space = marked.indexOf(' ', first - BEFORE);
            return space < 0 || space >= first ? first : space + 1;
        }

        /** At the end, or before a space that is not within a word found. */
        private static int end(String marked, int from) {
            if (marked.length() - from <= LONGEST) {
                return marked.length();
            }
            int space = marked.lastIndexOf(' ', from + LONGEST);
            int cut = space <= from ? from + LONGEST : space;
            int lastStart = marked.lastIndexOf(Highlighter.START, cut - 1);
            int lastEnd = marked.indexOf(Highlighter.END, Math.max(lastStart, 0));
            return lastStart >= from && lastEnd >= cut ? lastEnd + 1 : whole(marked, cut);
        }

        /** Never between the two halves of one character. */
        private static int whole(String marked, int cut) {
            return Character.isLowSurrogate(marked.charAt(cut)) ? cut + 1 : cut;
        }
    }
}
