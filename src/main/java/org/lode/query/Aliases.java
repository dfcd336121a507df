package org.lode.query;

import org.lode.kind.Table;

/** Hands out table aliases that are unique within one statement, so that equal questions give equal SQL. */
public final class Aliases {
    private final Binds binds;
    private int next;

    /** For a statement over one release that is run once. */
    public Aliases(int sequence) {
        this(Binds.fixed(Binds.Inputs.of(sequence)));
    }

    Aliases(Binds binds) {
        this.binds = binds;
    }

    public TableRef ref(Table table) {
        return new TableRef(table, "t" + next++, binds.sequence());
    }

    /** The values of the statement. */
    Binds binds() {
        return binds;
    }
}
