package org.lode.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.SearchField;
import org.lode.model.Words;
import tools.jackson.databind.JsonNode;

/**
 * The words of one record's texts, in the written form of PostgreSQL's types.
 *
 * @param names the record's own names as words, short forms in brackets also by themselves: "Organization for Metals (JOGMEC)"
 * @param lexemes a tsvector of all texts, weighed
 * @param nameLexemes a tsvector of the record's own names alone
 */
record DocumentText(String names, String lexemes, String nameLexemes) {
    private static final Pattern BRACKETS = Pattern.compile("[(]([^()]+)[)]$");

    /** @param fields pairs of a path and a text */
    static DocumentText of(DataPackage data, RecordKind kind, JsonNode fields) {
        Set<String> names = new LinkedHashSet<>();
        Vector all = new Vector();
        Vector own = new Vector();
        for (JsonNode field : fields) {
            String path = field.path(0).asString();
            String value = field.path(1).asString();
            SearchField.Weight weight = weight(data, kind, path);
            Words words = Words.of(value);
            all.add(words, weight);
            if (weight == SearchField.Weight.A) {
                names.add(words.name());
                Matcher brackets = BRACKETS.matcher(value);
                if (brackets.find()) {
                    names.add(Words.of(brackets.group(1)).name());
                }
            }
            if (data.isName(kind, path)) {
                own.add(words, weight);
            }
        }
        String array = names.stream()
                .map(name -> "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        return new DocumentText(array, all.toString(), own.toString());
    }

    private static SearchField.Weight weight(DataPackage data, RecordKind kind, String path) {
        return data.searched(kind).stream()
                .filter(field -> field.path().equals(path))
                .map(SearchField::weight)
                .findFirst()
                .orElseThrow();
    }

    /** Words and their places, a gap between two texts, so that no phrase reaches from one into the next. */
    private static final class Vector {
        /** PostgreSQL keeps no place behind this one, and no more places of one word. */
        private static final int LAST = 16_383;

        private static final int MOST_PLACES = 255;

        /** A text longer than any that makes sense would not fit a tsvector of a megabyte. */
        private static final int MOST_BYTES = 700_000;

        private final Map<String, List<String>> places = new TreeMap<>();
        private int next = 1;
        private int bytes;

        void add(Words words, SearchField.Weight weight) {
            for (int at = 0; at < words.words().size(); at++) {
                String place = Math.min(next + at, LAST) + weight.name();
                words.lexemes(at).forEach(lexeme -> add(lexeme, place));
            }
            next += words.words().size() + 1;
        }

        private void add(String lexeme, String place) {
            List<String> known = places.get(lexeme);
            int more = known == null ? lexeme.getBytes(StandardCharsets.UTF_8).length + 8 : 2;
            if (bytes + more > MOST_BYTES || (known != null && known.size() == MOST_PLACES)) {
                return;
            }
            bytes += more;
            places.computeIfAbsent(lexeme, first -> new ArrayList<>()).add(place);
        }

        @Override
        public String toString() {
            return places.entrySet().stream()
                    .map(word -> "'%s':%s"
                            .formatted(
                                    word.getKey().replace("\\", "\\\\").replace("'", "''"),
                                    String.join(",", word.getValue())))
                    .collect(Collectors.joining(" "));
        }
    }
}
