package org.lode.query;

import org.lode.model.Highlighter;

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
        StringBuilder html = new StringBuilder(from > 0 ? "… " : "");
        marked.substring(from, to).chars().forEach(c -> append(html, (char) c));
        return new Highlight(path, html.append(to < marked.length() ? " …" : "").toString());
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

    private static void append(StringBuilder html, char c) {
        switch (c) {
            case Highlighter.START -> html.append("<mark>");
            case Highlighter.END -> html.append("</mark>");
            case '&' -> html.append("&amp;");
            case '<' -> html.append("&lt;");
            case '>' -> html.append("&gt;");
            case '"' -> html.append("&quot;");
            case '\'' -> html.append("&#39;");
            default -> html.append(c);
        }
    }
}
