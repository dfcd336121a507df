package org.lode.schema;

import java.util.ArrayList;
import java.util.List;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.Table;

/**
 * The part of the GraphQL schema that follows from the description of the data, as text. The rest is written by hand: scalars and
 * their filters, {@code Record}, places, releases, changes, search, coverage and proofs.
 */
final class KindSchema {
    private KindSchema() {}

    static String of(DataPackage data) {
        List<String> definitions = new ArrayList<>();
        RowTypes rows = new RowTypes(data);
        FilterTypes filters = new FilterTypes(data);
        ListTypes lists = new ListTypes(data);
        for (Table table : Types.shown(data)) {
            definitions.addAll(rows.of(table));
            definitions.addAll(filters.of(table));
            definitions.addAll(lists.of(table));
            if (table instanceof RecordKind kind) {
                definitions.add(RootSchema.of(kind));
            }
        }
        definitions.addAll(EnumTypes.of(data));
        return String.join("\n", definitions);
    }
}
