package org.lode.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Table.Presentation;

/**
 * A kind of record: things with permanent ids that are hashed, versioned and cited.
 *
 * @param type name in canonical JSON and in GraphQL ({@code Project})
 * @param prefix first word of its ids; empty for redirects, whose ids are those of what they replace
 * @param title the title of a record; without parts for redirects
 * @param search the searched texts; empty for a kind that is not searched
 */
public record RecordKind(
        String name,
        String type,
        String prefix,
        List<Field> fields,
        List<Collection> collections,
        List<Aggregate> aggregates,
        Title title,
        Search search,
        Presentation presentation)
        implements Table {

    /** The records of another table that name a record of this kind: GraphQL name, table and the naming field. */
    public record Collection(String name, String table, String field, String description) {}

    /** A sum, minimum, maximum and mean: GraphQL name, the field, and the boolean field that must be true ("" for all). */
    public record Aggregate(String name, String field, String where, String description) {}

    /** Paths of texts by their weight. */
    public record Search(Map<SearchField.Weight, List<String>> texts) {}

    @Override
    public List<String> keyColumns() {
        return List.of("id");
    }

    /** The name of the table's rows in GraphQL's root fields: {@code fxRates} for {@code fx_rates}. */
    public String plural() {
        return Names.camel(name);
    }

    /** An id that is unique over all kinds: a redirect has the id of the record that is gone. */
    public String distinct(String id) {
        return prefix.isEmpty() ? singular() + ":" + id : id;
    }

    public String singular() {
        return Names.lowerFirst(type);
    }

    /** The title of a record: its parts one after the other, without those whose value is missing. */
    public record Title(List<Part> parts) {
        private static final Pattern PART = Pattern.compile("([^{}]*)\\{([A-Za-z.|]+)(?::(brief|words))?}([^{}]*)");

        /** The form of a value in a title. */
        public enum Form {
            /** As it is. */
            PLAIN,
            /** The text in brackets at its end, as in "Organization for Metals (JOGMEC)", else the whole. */
            BRIEF,
            /** A code as words: {@code LOAN_GUARANTEE} is "loan guarantee". */
            WORDS
        }

        /**
         * One value and the texts around it.
         *
         * @param paths names in GraphQL from the record down to the value; the first path with a value is used. A path to a
         *     reference means the title of the referenced record.
         */
        public record Part(String before, List<String> paths, Form form, String after) {}

        /** Reads the texts of a description: {@code "{project.name|recipient.name}"}, {@code " ({agency.name:brief})"}. */
        static Title of(String kind, List<String> texts) {
            List<Part> parts = new ArrayList<>();
            for (String text : texts) {
                Matcher part = PART.matcher(text);
                if (!part.matches()) {
                    throw new DatasetDamaged(
                            "datapackage.json: title of %s: %s (expected: one {path} with text around it)"
                                    .formatted(kind, text));
                }
                parts.add(new Part(
                        part.group(1),
                        List.of(part.group(2).split("\\|")),
                        part.group(3) == null
                                ? Form.PLAIN
                                : Form.valueOf(part.group(3).toUpperCase(Locale.ROOT)),
                        part.group(4)));
            }
            return new Title(List.copyOf(parts));
        }

        /** Whether it begins with a name, not with a code as words. */
        public boolean isName() {
            return !parts.isEmpty() && parts.getFirst().form() == Form.PLAIN;
        }

        /** The paths of the first part. */
        public List<String> names() {
            return parts.isEmpty() ? List.of() : parts.getFirst().paths();
        }
    }
}
