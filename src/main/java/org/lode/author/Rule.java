package org.lode.author;

import java.util.function.Consumer;

/** One thing that must be true of the tables. */
@FunctionalInterface
interface Rule {

    /** Reports each place where it is not. Cells that another rule already reports are passed over. */
    void check(Draft draft, Consumer<Problem> report);
}
