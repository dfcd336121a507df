package org.lode.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A word or phrase of a search text.
 *
 * @param prefix whether it finds words that begin with its last word
 * @param without whether results must not contain it
 * @param phrase whether it was quoted
 */
public record Term(Words words, boolean prefix, boolean without, boolean phrase) {
    private static final Pattern TERM =
            Pattern.compile("([-\uFF0D])?(?:\"([^\"]*)(?:\"|$)|([^\\s\"]+))", Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern QUOTES = Pattern.compile("[\u201C-\u201F\u00AB\u00BB\uFF02]");

    /** Stop words: ignored beside others. Alone they are searched, since "In" is a mineral. */
    private static final Set<String> SMALL =
            Set.of("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with");

    /** Too many words have shorter beginnings. */
    private static final int SHORTEST_BEGINNING = 3;

    /** Shorter words resemble too many others. */
    private static final int SHORTEST_MISSPELT = 5;

    /** Longer phrases are not searched with joined words. */
    private static final int MOST_JOINED = 8;

    /** The terms of a text: words, "quoted phrases", and -words that must be missing. There are no other operators. */
    public static List<Term> of(String text) {
        List<Term> terms = read(text, SHORTEST_BEGINNING);
        List<Term> telling = terms.stream().filter(term -> !term.isSmall()).toList();
        return telling.stream().anyMatch(term -> !term.without()) ? telling : terms;
    }

    /** The terms of an unfinished text: its last word is a beginning, even with one letter. */
    public static List<Term> beginning(String text) {
        return read(text, 1);
    }

    private static List<Term> read(String text, int shortest) {
        List<Term> terms = new ArrayList<>();
        String quoted = QUOTES.matcher(text).replaceAll("\"");
        Matcher matcher = TERM.matcher(quoted);
        while (matcher.find()) {
            boolean phrase = matcher.group(3) == null;
            boolean without = matcher.group(1) != null;
            Words words = Words.of(phrase ? matcher.group(2) : matcher.group(3));
            boolean last = quoted.substring(matcher.end()).isBlank();
            boolean prefix = last && !phrase && !without && !words.isEmpty() && isBeginning(words, shortest);
            terms.add(new Term(words, prefix, without, phrase));
        }
        return terms.stream().filter(term -> !term.words.isEmpty()).toList();
    }

    private static boolean isBeginning(Words words, int shortest) {
        Words.Word last = words.words().getLast();
        return !last.character() && last.whole().codePointCount(0, last.whole().length()) >= shortest;
    }

    private boolean isSmall() {
        return !phrase && !without && SMALL.contains(words.name());
    }

    /** The word if it may be misspelt: a single word of letters alone, with five or more of them; else null. */
    public @Nullable String misspelt() {
        boolean can = !phrase
                && !without
                && words.words().size() == 1
                && words.words().getFirst().parts().size() == 1
                && words.name().length() >= SHORTEST_MISSPELT
                && words.name().codePoints().noneMatch(Character::isDigit)
                && !words.words().getFirst().character();
        return can ? words.name() : null;
    }

    /** The text of a {@code tsquery} of PostgreSQL for this term. */
    public String query() {
        return query(prefix);
    }

    /** The same without prefix search. */
    public String exact() {
        return query(false);
    }

    private String query(boolean beginning) {
        List<Words.Word> all = words.words();
        List<String> ways = new ArrayList<>(List.of(sequence(-1, beginning)));
        if (phrase && all.size() <= MOST_JOINED) {
            for (int i = 0; i + 1 < all.size(); i++) {
                if (joins(i)) {
                    ways.add(sequence(i, beginning));
                }
            }
        }
        return ways.size() == 1
                ? ways.getFirst()
                : ways.stream().map(way -> "(" + way + ")").collect(Collectors.joining(" | "));
    }

    /** Whether another text may write this word and the next as one with a hyphen. */
    private boolean joins(int at) {
        return phrase
                && at + 1 < words.words().size()
                && words.words().subList(at, at + 2).stream()
                        .allMatch(word -> word.parts().size() == 1 && !word.character());
    }

    /** @param joined index of a word that is joined with the next one; -1 for none */
    private String sequence(int joined, boolean beginning) {
        List<Words.Word> all = words.words();
        StringBuilder query = new StringBuilder();
        int distance = 0;
        for (int i = 0; i < all.size(); i++) {
            boolean last = i + (i == joined ? 2 : 1) == all.size();
            String one = i == joined
                    ? quoted(all.get(i).whole() + all.get(i + 1).whole(), false)
                    : one(i, beginning && last);
            if (!one.isEmpty()) {
                if (distance > 0) {
                    query.insert(0, '(').append(") <").append(distance).append("> ");
                }
                query.append('(').append(one).append(')');
                distance = 0;
            }
            distance++;
            i += i == joined ? 1 : 0;
        }
        return query.toString();
    }

    /** The query for the word at this place; empty when the query for the word before contains it. */
    private String one(int at, boolean beginning) {
        Words.Word word = words.words().get(at);
        if (word.character()) {
            if (words.goesOn(at)) {
                return quoted(words.lexemes(at).iterator().next(), false);
            }
            return at > 0 && words.goesOn(at - 1) ? "" : quoted(word.whole(), true);
        }
        String whole = quoted(word.whole(), beginning);
        if (word.parts().size() == 1) {
            return whole;
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < word.parts().size(); i++) {
            parts.add(quoted(
                    word.parts().get(i).folded(),
                    beginning && i + 1 == word.parts().size()));
        }
        return whole + " | (" + String.join(" <-> ", parts) + ")";
    }

    private static String quoted(String lexeme, boolean beginning) {
        return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'" + (beginning ? ":*" : "");
    }

    /** The indices of all characters of a text that this term finds. */
    BitSet found(Words text) {
        BitSet found = new BitSet();
        for (int at = 0; at < text.words().size(); at++) {
            BitSet here = found(text, at, 0);
            if (here != null) {
                found.or(here);
            }
        }
        return found;
    }

    /** The characters that the words from index {@code from} on find at word {@code at} of the text; null for none. */
    private @Nullable BitSet found(Words text, int at, int from) {
        if (from == words.words().size()) {
            return new BitSet();
        }
        if (at >= text.words().size()) {
            return null;
        }
        Words.Word word = words.words().get(from);
        Words.Word there = text.words().get(at);
        if (word.character()) {
            boolean follows = from == 0 || !words.goesOn(from - 1) || there.glued();
            return there.character() && follows ? one(text, at, word.whole(), false, from + 1) : null;
        }
        if (there.character()) {
            return null;
        }
        BitSet found =
                one(text, at, word.whole(), prefix && from + 1 == words.words().size(), from + 1);
        if (found == null && joins(from)) {
            String both = word.whole() + words.words().get(from + 1).whole();
            found = one(text, at, both, false, from + 2);
        }
        return found == null && word.parts().size() > 1 ? apart(text, at, from) : found;
    }

    private @Nullable BitSet one(Words text, int at, String word, boolean beginning, int next) {
        List<Words.Part> parts = text.words().get(at).found(word, beginning);
        BitSet found = parts.isEmpty() ? null : found(text, at + 1, next);
        if (found != null) {
            found.set(parts.getFirst().start(), parts.getLast().end());
        }
        return found;
    }

    /** The same for a word with hyphens whose parts are separate words in the text. */
    private @Nullable BitSet apart(Words text, int at, int from) {
        List<Words.Part> asked = words.words().get(from).parts();
        if (at + asked.size() > text.words().size()) {
            return null;
        }
        BitSet found = found(text, at + asked.size(), from + 1);
        for (int i = 0; i < asked.size() && found != null; i++) {
            boolean beginning = prefix && from + 1 == words.words().size() && i + 1 == asked.size();
            List<Words.Part> parts = text.words().get(at + i).found(asked.get(i).folded(), beginning);
            if (parts.isEmpty()) {
                return null;
            }
            found.set(parts.getFirst().start(), parts.getLast().end());
        }
        return found;
    }
}
