package org.lode.store;

import org.jooq.DSLContext;
import org.jooq.Table;

/** Another name of {@link RebuildStore#real}. */
final class Shadow {
    private Shadow() {}

    static Table<?> real(DSLContext sql, String table) {
        return RebuildStore.real(sql, table);
    }
}
