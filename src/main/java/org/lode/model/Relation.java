package org.lode.model;

import java.util.List;
import org.lode.model.Table.LinkKind;

/** A relation from a row to other rows. */
public sealed interface Relation {

    /** Name in GraphQL. */
    String name();

    /** The record that a field names; more than one target when the field may name several kinds. */
    record ToOne(String name, Field field, List<RecordKind> targets) implements Relation {}

    /** A relation to any number of rows. */
    sealed interface Many extends Relation {
        Table target();

        /** The description in the GraphQL schema. */
        String description();
    }

    /**
     * The rows whose fields name this row: {@code project.investments}, {@code deal.events}, {@code dealEvent.investmentLinks}.
     *
     * @param by the field that holds the id of this row; of a part, the fields that hold the id of its owner and its key
     */
    record ToMany(String name, Table target, List<Field> by, String description) implements Many {}

    /** The records paired with this one: a plain list from the owner, a connection from the other side. */
    record Linked(String name, RecordKind target, LinkKind link, boolean forward) implements Many {
        @Override
        public String description() {
            return forward ? link.presentation().description() : link.inverseDescription();
        }

        /** The column with the id of the row that the relation starts from. */
        public Field near() {
            return forward ? link.ownerField() : link.targetField();
        }

        /** The column with the id of the row that the relation leads to. */
        public Field far() {
            return forward ? link.targetField() : link.ownerField();
        }
    }
}
