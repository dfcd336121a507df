package org.lode.store;

import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.lode.model.DataPackage;

/**
 * A table, and the temporary one of the same name and form in which it is made again.
 *
 * @param keys the columns of its primary key
 */
record Shadow(String table, List<String> keys) {
    private static final List<String> VERSION = List.of("id", "from_seq");

    /** All tables that follow from the lines of releases. */
    static List<Shadow> all(DataPackage description) {
        List<Shadow> all = new ArrayList<>();
        description.tables().forEach(table -> all.add(new Shadow(table.name(), VERSION)));
        all.add(new Shadow("redacted", List.of("type", "id", "from_seq")));
        all.add(new Shadow("change_log", List.of("seq", "n")));
        all.add(new Shadow("leaf", List.of("hash")));
        all.add(new Shadow("release", List.of("sequence")));
        all.add(new Shadow(DocumentStore.DOCUMENTS, VERSION));
        all.add(new Shadow(DocumentStore.WORDS, List.of("word", "from_seq")));
        all.add(new Shadow("search_position", List.of("sequence")));
        return List.copyOf(all);
    }

    /** The table itself, also while a temporary one hides its name. */
    static Table<?> real(DSLContext sql, String table) {
        return DSL.table(DSL.name(String.valueOf(sql.fetchValue("select current_schema()")), table));
    }
}
