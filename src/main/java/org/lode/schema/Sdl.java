package org.lode.schema;

import java.util.List;
import java.util.stream.Collectors;

/** Writes definitions of GraphQL's schema definition language. */
final class Sdl {
    /** Where sentences of the description of the data are broken, outside of braces and within them. */
    private static final int WIDTH = 118;

    private static final int WIDTH_WITHIN = 116;

    private Sdl() {}

    /** What stands in the braces of a definition: a field, with its arguments, or a value of an enum. */
    record Entry(String description, String text) {

        /** One that the description of the data describes, in sentences of any length. */
        static Entry prose(String description, String text) {
            return new Entry(wrapped(description, WIDTH_WITHIN), text);
        }
    }

    /** Sentences of any length, as the description of a definition. */
    static String prose(String text) {
        return wrapped(text, WIDTH);
    }

    /** A definition: {@code define("enum Stance", ...)}. */
    static String define(String head, String description, List<Entry> entries) {
        return quoted(description) + head + " " + block(entries) + "\n";
    }

    /** More fields of the type of all questions. */
    static String extendQuery(List<Entry> fields) {
        return "extend type Query " + block(fields) + "\n";
    }

    /** The prices of a word: none when it costs nothing. */
    static String cost(int weight) {
        return weight == 0 ? "" : " @cost(weight: \"%d\")".formatted(weight);
    }

    private static String block(List<Entry> entries) {
        return entries.stream()
                .map(entry -> quoted(entry.description()) + entry.text() + "\n")
                .collect(Collectors.joining("", "{\n", "}\n"));
    }

    private static String quoted(String description) {
        return '"' + description.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"\n";
    }

    private static String wrapped(String text, int width) {
        StringBuilder wrapped = new StringBuilder();
        int start = 0;
        for (String word : text.split(" ")) {
            if (wrapped.length() > start && wrapped.length() - start + 1 + word.length() > width) {
                wrapped.append('\n');
                start = wrapped.length();
            }
            wrapped.append(wrapped.length() == start ? "" : " ").append(word);
        }
        return wrapped.toString();
    }
}
