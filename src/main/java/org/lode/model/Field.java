package org.lode.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One field of a table: its name in files and database, its type, its constraints, and its place in GraphQL.
 *
 * @param name name in CSV, JSON Lines, PostgreSQL and citations ({@code usd_amount})
 * @param path names in GraphQL from the record downwards ({@code money, usd, amount})
 * @param scale digits that a {@code DECIMAL} may have after the point; 0 for other types
 * @param allowed the closed list of values; empty when open
 * @param references tables that a {@code REF} may point to; empty for other types
 * @param figure whether a value is a published figure, which needs a supporting citation
 * @param citedAs the name that citations of this field may use instead of its own ({@code location}); null when none
 */
public record Field(
        String name,
        FieldType type,
        int scale,
        List<String> path,
        boolean required,
        @Nullable String pattern,
        @Nullable String minimum,
        @Nullable String maximum,
        List<String> allowed,
        @Nullable String enumName,
        List<String> references,
        boolean figure,
        @Nullable String citedAs,
        Wording wording) {

    /** A computed field, which no table has. */
    public static Field made(String name, FieldType type, String description) {
        return new Field(
                name,
                type,
                0,
                List.of(),
                false,
                null,
                null,
                null,
                List.of(),
                null,
                List.of(),
                false,
                null,
                Wording.of(description));
    }

    public String description() {
        return wording.description();
    }

    /** The last name of the path: the name of the field in GraphQL. */
    public String graphqlName() {
        return path.getLast();
    }

    /** The same under another name. */
    public Field named(String other) {
        return new Field(
                other,
                type,
                scale,
                path,
                required,
                pattern,
                minimum,
                maximum,
                allowed,
                enumName,
                references,
                figure,
                citedAs,
                wording);
    }

    /**
     * The texts of a field for people.
     *
     * @param title a word or a few ({@code Start})
     * @param description sentences on what it means
     * @param inGraphQl the description in the GraphQL schema
     * @param example a value as in a file; empty for none
     * @param values the meaning of each value of a closed list
     */
    public record Wording(
            String title, String description, String inGraphQl, String example, Map<String, String> values) {

        /** The texts of a computed field. */
        static Wording of(String description) {
            return new Wording("", description, description, "", Map.of());
        }
    }

    /** The type of a field's values, in the words of {@code x-type} in the data package. */
    public enum FieldType {
        /** The permanent id of the record itself. */
        ID,
        /** The id of another record. */
        REF,
        TEXT,
        /** One word of a closed list. */
        ENUM,
        INTEGER,
        /** An exact number, kept as text with the digits that were given. */
        DECIMAL,
        BOOLEAN,
        /** A date or interval with the precision that the source gave (EDTF level 0). */
        DATE,
        /** A set of texts. */
        LIST
    }
}
