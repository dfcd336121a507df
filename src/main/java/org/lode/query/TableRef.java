package org.lode.query;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.Field.FieldType;
import org.lode.model.Table;

/**
 * One table in one statement, under an alias, as it was in one release.
 *
 * @param sequence the release whose rows are meant
 */
public record TableRef(Table table, String alias, Field<Integer> sequence) {
    /** For a statement that is run once. */
    public TableRef(Table table, String alias, int sequence) {
        this(table, alias, DSL.val(sequence));
    }

    public org.jooq.Table<?> from() {
        return DSL.table(DSL.name(table.name())).as(alias);
    }

    /** True for the rows that the release holds: the one read rule of all versioned tables. */
    public Condition valid() {
        return column("from_seq", SQLDataType.INTEGER)
                .le(sequence)
                .and(column("to_seq", SQLDataType.INTEGER).gt(sequence));
    }

    public Field<String> id() {
        return text("id");
    }

    /** True for the row that has this id in the release. */
    Condition is(Field<String> id) {
        return id().eq(id).and(valid());
    }

    public Field<String> text(String name) {
        return column(name, SQLDataType.CLOB);
    }

    /** The id of the row that this one belongs to: of a part, the values of several columns with slashes between. */
    Field<String> named(List<org.lode.model.Field> by) {
        Field<String> id = text(by.getFirst().name());
        for (org.lode.model.Field key : by.subList(1, by.size())) {
            // An index on the same expression serves it.
            id = DSL.field("({0} || '/' || {1})", SQLDataType.CLOB, id, text(key.name()));
        }
        return id;
    }

    /** The column that is shown for a field; dates are shown as their text. */
    public Field<?> column(org.lode.model.Field field) {
        return column(field.name(), type(field.type()));
    }

    /** The first day that a partial date can mean. */
    public Field<LocalDate> first(org.lode.model.Field field) {
        return column(field.name() + "_first", SQLDataType.LOCALDATE);
    }

    /** The last day that a partial date can mean. */
    public Field<LocalDate> last(org.lode.model.Field field) {
        return column(field.name() + "_last", SQLDataType.LOCALDATE);
    }

    public Field<BigDecimal> decimal(org.lode.model.Field field) {
        return column(field.name(), SQLDataType.NUMERIC);
    }

    public Field<Boolean> bool(org.lode.model.Field field) {
        return column(field.name(), SQLDataType.BOOLEAN);
    }

    public <T> Field<T> column(String name, DataType<T> type) {
        return DSL.field(DSL.name(alias, name), type);
    }

    private static DataType<?> type(FieldType type) {
        return switch (type) {
            case ID, REF, TEXT, ENUM, DATE -> SQLDataType.CLOB;
            case INTEGER -> SQLDataType.INTEGER;
            case DECIMAL -> SQLDataType.NUMERIC;
            case BOOLEAN -> SQLDataType.BOOLEAN;
            case LIST -> SQLDataType.CLOB.array();
        };
    }
}
