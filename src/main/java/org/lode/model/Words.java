package org.lode.model;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The words of a text, for the index and for highlighting.
 *
 * <p>A word with hyphens is one word, which is found by the whole and by its parts. Single letters with full stops are one
 * word, too: "S.A." is "sa". In scripts without spaces each character is a word, and is indexed with the next one.
 *
 * @param text the text in Unicode NFC; the places of words refer to it
 */
public record Words(String text, List<Word> words) {
    /** Longer words are cut: they would not fit an index. */
    private static final int LONGEST = 100;

    /** With more parts, each part is a word of its own. */
    private static final int MOST_PARTS = 5;

    /**
     * One word.
     *
     * @param glued whether it follows the word before without a character between them
     * @param parts several when it has hyphens
     * @param character whether it is a character of a script without spaces
     */
    public record Word(List<Part> parts, boolean glued, boolean character) {
        /** The whole word without its hyphens. */
        public String whole() {
            return form(0, parts.size());
        }

        private String form(int from, int to) {
            return parts.subList(from, to).stream().map(Part::folded).collect(Collectors.joining());
        }

        Set<String> forms() {
            Set<String> forms = new LinkedHashSet<>();
            for (int from = 0; from < parts.size(); from++) {
                for (int to = from + 1; to <= parts.size(); to++) {
                    forms.add(form(from, to));
                }
            }
            return forms;
        }

        /** The consecutive parts that together equal the given word, or begin with it; empty for none. */
        List<Part> found(String word, boolean beginning) {
            for (int from = 0; from < parts.size(); from++) {
                for (int to = from + 1; to <= parts.size(); to++) {
                    String form = form(from, to);
                    if (beginning ? form.startsWith(word) : form.equals(word)) {
                        return parts.subList(from, to);
                    }
                }
            }
            return List.of();
        }
    }

    /**
     * A word, or a part of a word with hyphens.
     *
     * @param start index of its first character in the text; {@code end} is behind the last
     */
    public record Part(String folded, int start, int end) {}

    public static Words of(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        return new Words(composed, new Cutter(composed).cut());
    }

    public boolean isEmpty() {
        return words.isEmpty();
    }

    /** The lexemes of the index for the word at this place. */
    public Set<String> lexemes(int at) {
        Word word = words.get(at);
        return word.character()
                ? Set.of(goesOn(at) ? word.whole() + words.get(at + 1).whole() : word.whole())
                : word.forms();
    }

    /** Whether this character and the next belong to one run of a script without spaces. */
    boolean goesOn(int at) {
        return words.get(at).character()
                && at + 1 < words.size()
                && words.get(at + 1).character()
                && words.get(at + 1).glued();
    }

    /** The words with a space between them, for the comparison of names. */
    public String name() {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            name.append(i == 0 || goesOn(i - 1) ? "" : " ").append(words.get(i).whole());
        }
        return name.toString();
    }

    /** Cuts a text into words in one pass over its characters. */
    private static final class Cutter {
        private final String text;
        private final List<Word> words = new ArrayList<>();
        private final List<Joined> parts = new ArrayList<>();
        private StringBuilder part = new StringBuilder();
        private int partStart;
        private int partEnd;
        private int joint;
        private boolean glued;

        /** @param joint the character before it: a hyphen, a full stop, or 0 for none */
        private record Joined(String folded, int start, int end, int joint) {}

        Cutter(String text) {
            this.text = text;
        }

        List<Word> cut() {
            int at = 0;
            while (at < text.length()) {
                int point = text.codePointAt(at);
                int next = at + Character.charCount(point);
                if (!Folding.isIgnored(point)) {
                    if (next < text.length() && Folding.isKanaMark(text.charAt(next))) {
                        next++;
                    }
                    int start = at;
                    int end = next;
                    Folding.of(text.substring(at, next)).codePoints().forEach(folded -> take(folded, start, end));
                }
                at = next;
            }
            endWord();
            return List.copyOf(words);
        }

        private void take(int point, int start, int end) {
            if (Folding.isUnspaced(point) && Folding.isWord(point)) {
                endWord();
                add(List.of(new Part(Character.toString(point), start, end)), true);
            } else if (Folding.isWord(point)) {
                if (part.isEmpty()) {
                    partStart = start;
                }
                part.appendCodePoint(point);
                partEnd = end;
            } else if (Folding.isHyphen(point) && (!part.isEmpty() || joint == '.')) {
                endPart('-');
            } else if (point == '.' && isLetter(part)) {
                endPart('.');
            } else {
                endWord();
                glued = false;
            }
        }

        private void endPart(int following) {
            if (!part.isEmpty()) {
                parts.add(new Joined(part.toString(), partStart, partEnd, joint));
                part = new StringBuilder();
            }
            joint = following;
        }

        private void endWord() {
            boolean open = joint != 0 && part.isEmpty();
            endPart(0);
            List<Joined> compound = new ArrayList<>();
            for (Joined one : lettersJoined(parts)) {
                if (one.joint() != '-' || (isNumber(one) && isNumber(compound.getLast()))) {
                    compound(compound);
                    compound = new ArrayList<>();
                    glued = glued && one.joint() == 0;
                }
                compound.add(one);
            }
            compound(compound);
            parts.clear();
            if (open) {
                glued = false;
            }
        }

        /** "s", "p" and "a" with full stops between them become "spa". */
        private static List<Joined> lettersJoined(List<Joined> parts) {
            List<Joined> joined = new ArrayList<>();
            int at = 0;
            while (at < parts.size()) {
                int to = at + 1;
                while (to < parts.size() && parts.get(to).joint() == '.') {
                    to++;
                }
                List<Joined> run = parts.subList(at, to);
                if (run.stream().allMatch(part -> isLetter(part.folded()))) {
                    String letters = run.stream().map(Joined::folded).collect(Collectors.joining());
                    joined.add(new Joined(
                            letters,
                            run.getFirst().start(),
                            run.getLast().end(),
                            run.getFirst().joint()));
                } else {
                    joined.addAll(run);
                }
                at = to;
            }
            return joined;
        }

        private static boolean isLetter(CharSequence part) {
            return part.codePoints().count() == 1 && part.codePoints().allMatch(Character::isLetter);
        }

        private static boolean isNumber(Joined part) {
            return part.folded().codePoints().allMatch(Character::isDigit);
        }

        private void compound(List<Joined> compound) {
            if (compound.isEmpty()) {
                return;
            }
            List<Part> folded = compound.stream()
                    .map(one -> new Part(cut(one.folded()), one.start(), one.end()))
                    .toList();
            if (compound.size() > MOST_PARTS) {
                folded.forEach(one -> {
                    add(List.of(one), false);
                    glued = false;
                });
            } else {
                add(folded, false);
            }
        }

        private void add(List<Part> folded, boolean character) {
            words.add(new Word(folded, glued, character));
            glued = true;
        }

        private static String cut(String word) {
            return word.length() <= LONGEST ? word : word.substring(0, word.offsetByCodePoints(0, LONGEST / 2));
        }
    }
}
