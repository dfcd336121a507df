package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The values of a statement. A statement that is run once has them in itself; of one whose text serves many requests, this knows how to
 * find each value in what is asked.
 */
public final class Binds {
    private final Inputs inputs;
    private final boolean shared;
    private final List<Function<Inputs, ?>> values = new ArrayList<>();
    private final Field<Integer> sequence;

    private Binds(Inputs inputs, boolean shared) {
        this.inputs = inputs;
        this.shared = shared;
        this.sequence = of(Inputs::sequence, SQLDataType.INTEGER);
    }

    /**
     * What is asked.
     *
     * @param parents ids of the rows that lists belong to
     * @param after position of a cursor that rows come after; null when there is none
     * @param before position of a cursor that rows come before; null when there is none
     */
    public record Inputs(
            int sequence,
            Map<String, ?> filter,
            List<String> parents,
            @Nullable List<@Nullable String> after,
            @Nullable List<@Nullable String> before) {
        /** A release, and nothing else. */
        public static Inputs of(int sequence) {
            return new Inputs(sequence, Map.of(), List.of(), null, null);
        }

        static Inputs of(Listing listing) {
            return new Inputs(listing.sequence(), listing.filter(), List.of(), null, null);
        }
    }

    /** The values of a statement that is run once. */
    static Binds fixed(Inputs inputs) {
        return new Binds(inputs, /* shared= */ false);
    }

    /** The values of a statement whose text is kept; these inputs are the first that it is run for. */
    static Binds shared(Inputs inputs) {
        return new Binds(inputs, /* shared= */ true);
    }

    /** A value that is found in what is asked. */
    <T> Field<T> of(Function<Inputs, ?> value, DataType<T> type) {
        if (!shared) {
            return DSL.val((Object) value.apply(inputs), type);
        }
        values.add(asked -> DSL.val((Object) value.apply(asked), type).getValue());
        return DSL.param(SqlTemplate.name(values.size() - 1), type);
    }

    /** What the statement is made for: its structure follows from it. */
    Inputs inputs() {
        return inputs;
    }

    /** The release that is read. */
    Field<Integer> sequence() {
        return sequence;
    }

    /** How the value of each parameter is found, by its number. */
    List<Function<Inputs, ?>> values() {
        return values;
    }
}
