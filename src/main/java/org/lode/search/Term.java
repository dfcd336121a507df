package org.lode.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word or phrase that a text asks for.
 *
 * @param prefix whether the beginning of a word is enough
 * @param without whether it must be missing
 * @param phrase whether it was quoted, and so is meant as it is written
 */
record Term(String text, boolean prefix, boolean without, boolean phrase) {
    private static final Pattern TERM =
            Pattern.compile("(-)?(?:\"([^\"]*)(?:\"|$)|([^\\s\"]+))", Pattern.UNICODE_CHARACTER_CLASS);

    /** Words that tell nothing beside others; alone they are looked for, since "In" is a mineral. */
    private static final Set<String> SMALL =
            Set.of("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with");

    /** Of shorter beginnings there are too many words; those of other scripts say more. */
    private static final int SHORTEST_BEGINNING = 3;

    /**
     * The terms of a text, whatever it is: words, "quoted phrases", and -words that must be missing. Nothing else in it has
     * a meaning.
     */
    static List<Term> of(String text) {
        List<Term> terms = new ArrayList<>();
        Matcher matcher = TERM.matcher(Normalizer.normalize(text, Normalizer.Form.NFC));
        boolean open = false;
        while (matcher.find()) {
            boolean phrase = matcher.group(3) == null;
            boolean without = matcher.group(1) != null;
            open = !phrase && !without;
            terms.add(new Term(phrase ? matcher.group(2) : matcher.group(3), false, without, phrase));
        }
        if (open && isBeginning(terms.getLast().text())) {
            terms.set(terms.size() - 1, new Term(terms.getLast().text(), true, false, false));
        }
        return withoutSmall(terms);
    }

    private static boolean isBeginning(String word) {
        return word.codePointCount(0, word.length()) >= SHORTEST_BEGINNING
                || word.codePoints().anyMatch(point -> point > 0x2E7F);
    }

    private static List<Term> withoutSmall(List<Term> terms) {
        List<Term> telling = terms.stream().filter(term -> !term.isSmall()).toList();
        return telling.stream().anyMatch(term -> !term.without()) ? telling : List.copyOf(terms);
    }

    private boolean isSmall() {
        return !phrase && !without && SMALL.contains(text.toLowerCase(Locale.ROOT));
    }
}
