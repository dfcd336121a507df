package org.lode.query;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
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
    private final List<Order.Key> keys;
    private final Function<SqlContext.Inputs, @Nullable List<@Nullable String>> position;
    private final List<@Nullable String> now;
    private final SqlContext context;

    private Keyset(
            List<Order.Key> keys, Function<SqlContext.Inputs, @Nullable List<@Nullable String>> position, SqlContext context) {
        this.keys = keys;
        this.position = position;
        this.now = Objects.requireNonNull(position.apply(context.inputs()));
        this.context = context;
    }

    /** @param position finds the position in what is asked */
    static Condition after(
            List<Order.Key> keys, Function<SqlContext.Inputs, @Nullable List<@Nullable String>> position, SqlContext context) {
        return new Keyset(keys, position, context).after();
    }

    private Condition after() {
        return uniform() ? rowAfter() : leading().and(chain(0));
    }

    private boolean uniform() {
        return keys.stream().noneMatch(Order.Key::nullable)
                && keys.stream().map(Order.Key::descending).distinct().count() == 1;
    }

    private Condition rowAfter() {
        Field<?>[] columns = keys.stream().map(Order.Key::column).toArray(Field[]::new);
        Field<?>[] values = new Field<?>[columns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(i);
        }
        Condition after = keys.getFirst().descending()
                ? DSL.row(columns).lt(DSL.row(values))
                : DSL.row(columns).gt(DSL.row(values));
        return keys.getFirst().byPrefix() ? prefix().and(after) : after;
    }

    /** A bound on the prefix of the leading column, from which a scan of an index on prefixes can start. */
    private Condition prefix() {
        Field<String> column = Order.prefix(keys.getFirst().column());
        Field<String> bound = Order.prefix(value(0));
        return keys.getFirst().descending() ? column.le(bound) : column.ge(bound);
    }

    private Condition chain(int at) {
        Condition strictly = strictly(at);
        return at == keys.size() - 1 ? strictly : strictly.or(same(at).and(chain(at + 1)));
    }

    private Condition strictly(int at) {
        Order.Key key = keys.get(at);
        if (now.get(at) == null) {
            return key.nullsFirst() ? key.column().isNotNull() : DSL.falseCondition();
        }
        Condition beyond = beyond(at, /* inclusive= */ false);
        return key.nullable() && !key.nullsFirst() ? beyond.or(key.column().isNull()) : beyond;
    }

    private Condition same(int at) {
        return now.get(at) == null
                ? keys.get(at).column().isNull()
                : equal(at, keys.get(at).column());
    }

    private Condition leading() {
        Order.Key key = keys.getFirst();
        if (now.getFirst() == null) {
            return key.nullsFirst() ? DSL.noCondition() : key.column().isNull();
        }
        Condition from = key.byPrefix() ? prefix() : beyond(0, /* inclusive= */ true);
        return key.nullable() && !key.nullsFirst() ? from.or(key.column().isNull()) : from;
    }

    @SuppressWarnings("unchecked")
    private <T> Condition beyond(int at, boolean inclusive) {
        Order.Key key = keys.get(at);
        Field<T> column = (Field<T>) key.column();
        Field<T> bound = (Field<T>) value(at);
        if (key.descending()) {
            return inclusive ? column.le(bound) : column.lt(bound);
        }
        return inclusive ? column.ge(bound) : column.gt(bound);
    }

    @SuppressWarnings("unchecked")
    private <T> Condition equal(int at, Field<T> column) {
        return column.eq((Field<T>) value(at));
    }

    private Field<?> value(int at) {
        return context.value(
                asked -> Objects.requireNonNull(position.apply(asked)).get(at),
                keys.get(at).column().getDataType());
    }
}
