package org.lode.query;

import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The condition for rows that come after a position in an order.
 *
 * <p>A row comparison where the order allows one, since PostgreSQL can start an index scan from it. Otherwise a chain of
 * alternatives behind a bound on the leading column, which an index scan can start from as well.
 */
final class Keyset {
    private Keyset() {}

    static Condition after(List<Order.Key> keys, List<@Nullable Object> position) {
        if (uniform(keys)) {
            return rowAfter(keys, position);
        }
        return leading(keys.getFirst(), position.getFirst()).and(chain(keys, position, 0));
    }

    private static boolean uniform(List<Order.Key> keys) {
        return keys.stream().noneMatch(Order.Key::nullable)
                && keys.stream().map(Order.Key::descending).distinct().count() == 1;
    }

    private static Condition rowAfter(List<Order.Key> keys, List<@Nullable Object> position) {
        Field<?>[] columns = keys.stream().map(Order.Key::column).toArray(Field[]::new);
        Field<?>[] values = new Field<?>[columns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(columns[i], position.get(i));
        }
        return keys.getFirst().descending()
                ? DSL.row(columns).lt(DSL.row(values))
                : DSL.row(columns).gt(DSL.row(values));
    }

    private static Condition chain(List<Order.Key> keys, List<@Nullable Object> position, int at) {
        Order.Key key = keys.get(at);
        Condition strictly = strictly(key, position.get(at));
        return at == keys.size() - 1
                ? strictly
                : strictly.or(same(key, position.get(at)).and(chain(keys, position, at + 1)));
    }

    private static Condition strictly(Order.Key key, @Nullable Object value) {
        if (value == null) {
            return key.nullsFirst() ? key.column().isNotNull() : DSL.falseCondition();
        }
        Condition beyond = beyond(key, value, false);
        return key.nullable() && !key.nullsFirst() ? beyond.or(key.column().isNull()) : beyond;
    }

    private static Condition same(Order.Key key, @Nullable Object value) {
        return value == null ? key.column().isNull() : equal(key.column(), value);
    }

    private static Condition leading(Order.Key key, @Nullable Object value) {
        if (value == null) {
            return key.nullsFirst() ? DSL.noCondition() : key.column().isNull();
        }
        Condition from = beyond(key, value, true);
        return key.nullable() && !key.nullsFirst() ? from.or(key.column().isNull()) : from;
    }

    @SuppressWarnings("unchecked")
    private static <T> Condition beyond(Order.Key key, Object value, boolean inclusive) {
        Field<T> column = (Field<T>) key.column();
        Field<T> bound = value(column, value);
        if (key.descending()) {
            return inclusive ? column.le(bound) : column.lt(bound);
        }
        return inclusive ? column.ge(bound) : column.gt(bound);
    }

    private static <T> Condition equal(Field<T> column, Object value) {
        return column.eq(value(column, value));
    }

    private static <T> Field<T> value(Field<T> column, @Nullable Object value) {
        return DSL.val(Objects.requireNonNull(value), column.getDataType());
    }
}
