package org.lode.release;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Title, creators and license of the dataset, as citations give them.
 *
 * @param license its name in the list of SPDX ({@code CC-BY-4.0})
 */
public record Dataset(String title, String creators, String license) {

    /** A BibTeX entry in UTF-8. */
    public static final class BibTeX {
        private final String key;
        private final Map<String, String> fields = new LinkedHashMap<>();

        /** Begins an entry {@code @misc} with this key. */
        public BibTeX(String key) {
            this.key = key;
        }

        /** Adds a text in double braces: BibTeX keeps its case and splits no names. */
        public BibTeX text(String field, String value) {
            fields.put(field, "{{" + escaped(value) + "}}");
            return this;
        }

        /** Adds a value without characters that are special in BibTeX. */
        public BibTeX plain(String field, Object value) {
            fields.put(field, "{" + value + "}");
            return this;
        }

        /** Returns the entry, with a line for each field. */
        public String entry() {
            return fields.entrySet().stream()
                    .map(field -> "  " + field.getKey() + " = " + field.getValue())
                    .collect(Collectors.joining(",\n", "@misc{" + key + ",\n", "\n}\n"));
        }

        private static String escaped(String text) {
            return text.codePoints().mapToObj(BibTeX::escaped).collect(Collectors.joining());
        }

        private static String escaped(int character) {
            return switch (character) {
                case '\\' -> "\\textbackslash{}";
                case '{' -> "\\textbraceleft{}";
                case '}' -> "\\textbraceright{}";
                case '~' -> "\\textasciitilde{}";
                case '^' -> "\\textasciicircum{}";
                case '"' -> "\\textquotedbl{}";
                case '%', '&', '$', '#', '_' -> "\\" + Character.toString(character);
                default -> Character.isISOControl(character) ? " " : Character.toString(character);
            };
        }
    }
}
