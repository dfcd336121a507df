package org.lode.model;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Case folding, accent removal and classes of characters for {@link Words}. */
final class Folding {
    /** Letters that Unicode does not decompose into a letter and an accent. */
    private static final Map<String, String> PLAIN = Pattern.compile(" ")
            .splitAsStream("ßss æae œoe øo łl đd ðd þth ħh ŧt ıi ςσ")
            .collect(Collectors.toUnmodifiableMap(pair -> pair.substring(0, 1), pair -> pair.substring(1)));

    private static final Pattern ACCENTS = Pattern.compile("[\\u0300-\\u036F]+");

    private Folding() {}

    /** The folded form of a character with its marks: any number of characters, or none. */
    static String of(String character) {
        String bare = ACCENTS.matcher(Normalizer.normalize(character, Normalizer.Form.NFKD))
                .replaceAll("");
        String folded = ACCENTS.matcher(bare.toLowerCase(Locale.ROOT))
                .replaceAll("")
                .codePoints()
                .mapToObj(Character::toString)
                .map(letter -> PLAIN.getOrDefault(letter, letter))
                .collect(Collectors.joining());
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }

    /** Whether a character is ignored inside a word: trademark signs, emoji, joiners and invisible characters. */
    static boolean isIgnored(int point) {
        return switch (point) {
            case 0xAD, 0x200C, 0x200D, 0x2060, 0x20E3, 0x2120, 0xFEFF -> true;
            default ->
                (point >= 0xFE00 && point <= 0xFE0F)
                        || (point >= 0x1F1E6 && point <= 0x1F1FF)
                        || Character.isEmojiModifier(point)
                        || (Character.isExtendedPictographic(point) && !isIdeographInCircle(point));
        };
    }

    /** ㊗ and ㊙ are emoji, and words. */
    private static boolean isIdeographInCircle(int point) {
        return point == 0x3297 || point == 0x3299;
    }

    /** Whether words of this script are written without spaces between them. */
    static boolean isUnspaced(int point) {
        return switch (Character.UnicodeScript.of(point)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, THAI, LAO, KHMER, MYANMAR -> true;
            // The mark of a long vowel belongs to both kinds of kana.
            default -> point == 0x30FC;
        };
    }

    static boolean isWord(int point) {
        return switch (Character.getType(point)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    static boolean isHyphen(int point) {
        return point == '-' || point == 0x2010 || point == 0x2011;
    }

    /** The voicing marks of kana (が, ぱ), in full and half width. */
    static boolean isKanaMark(int point) {
        return point == 0x3099 || point == 0x309A || point == 0xFF9E || point == 0xFF9F;
    }
}
