package org.lode.query;

import java.util.List;
import java.util.Map;
import org.lode.model.Table;

/** Hands out table aliases that are unique within one statement, so that equal questions give equal SQL. */
public final class Aliases {
    private final Binds binds;
    private int next;

    /** For a statement over one release that is run once. */
    public Aliases(int sequence) {
        this(Binds.fixed(Binds.Inputs.of(sequence)));
    }

    /** For a statement over the rows of one release that meet a filter, which is run once. */
    public Aliases(int sequence, Map<String, ?> filter) {
        this(Binds.fixed(new Binds.Inputs(sequence, filter, List.of(), null, null)));
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
