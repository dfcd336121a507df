package org.lode.query;

import org.lode.kind.Table;

/** Hands out table aliases that are unique within one statement, so that equal questions give equal SQL. */
public final class Aliases {
    private final int sequence;
    private int next;

    public Aliases(int sequence) {
        this.sequence = sequence;
    }

    public TableRef ref(Table table) {
        return new TableRef(table, "t" + next++, sequence);
    }
}
