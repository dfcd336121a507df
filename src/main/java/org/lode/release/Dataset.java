package org.lode.release;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is said of the dataset wherever it is cited.
 *
 * @param license its name in the list of SPDX ({@code CC-BY-4.0})
 */
public record Dataset(String title, String creators, String license) {

    /** An entry of a bibliography in BibTeX's form, in UTF-8. */
    public static final class BibTeX {
        private final String key;
        private final Map<String, String> fields = new LinkedHashMap<>();

        /** An entry of the sort that every style knows. */
        public BibTeX(String key) {
            this.key = key;
        }

        /** Adds a text as it is: no word of it is changed in case, and none is taken for a name of parts. */
        public BibTeX text(String field, String value) {
            fields.put(field, "{{" + escaped(value) + "}}");
            return this;
        }

        /** Adds what has no character that means anything to BibTeX. */
        public BibTeX plain(String field, Object value) {
            fields.put(field, "{" + value + "}");
            return this;
        }

        /** The entry, with a line for each field and one at its end. */
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
