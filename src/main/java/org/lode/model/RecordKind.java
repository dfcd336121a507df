package org.lode.model;

import java.util.List;
import java.util.Map;

/**
 * A kind of record: things with permanent ids that are hashed, versioned and cited.
 *
 * @param type name in canonical JSON and in GraphQL ({@code Project})
 * @param prefix first word of its ids; empty for redirects, whose ids are those of what they replace
 * @param title what its records are called in a list; without parts for redirects
 * @param search what its records are found by; without texts for a kind that is not searched
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

    /** The name of the table's rows in GraphQL's root fields: {@code fxRates} for {@code fx_rates}. */
    public String plural() {
        return Names.camel(name);
    }

    /** An id that no record of another kind has: a redirect has that of the record that is gone. */
    public String distinct(String id) {
        return prefix.isEmpty() ? singular() + ":" + id : id;
    }

    public String singular() {
        return Names.lowerFirst(type);
    }
}
