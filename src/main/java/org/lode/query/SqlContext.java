package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.Table;
import org.lode.query.SqlContext.Inputs;

/**
 * The table aliases and the values of one statement. Aliases are numbered, so that equal requests give equal SQL.
 *
 * <p>A statement that is run once holds its values. A {@link Template} serves many requests: it finds each value in their {@link Inputs}.
 */
public final class SqlContext {
    /** Renders statements with named parameters. */
    static final DSLContext RENDER = DSL.using(SQLDialect.POSTGRES, new Settings().withRenderNamedParamPrefix("$"));

    private static final Pattern PARAMETER = Pattern.compile("\\$(b?)(\\d+)");

    private final Inputs inputs;
    private final boolean shared;
    private final List<Function<Inputs, ?>> values = new ArrayList<>();
    private final Field<Integer> sequence;
    private int tables;

    private SqlContext(Inputs inputs, boolean shared) {
        this.inputs = inputs;
        this.shared = shared;
        this.sequence = value(Inputs::sequence, SQLDataType.INTEGER);
    }

    /** For a statement over one release that is run once. */
    public SqlContext(int sequence) {
        this(Inputs.of(sequence), /* shared= */ false);
    }

    /** For a statement over the rows of one release that meet a filter, which is run once. */
    public SqlContext(int sequence, Map<String, ?> filter) {
        this(new Inputs(sequence, filter, List.of(), null, null), /* shared= */ false);
    }

    /** For a statement that is run once. */
    static SqlContext once(Inputs inputs) {
        return new SqlContext(inputs, /* shared= */ false);
    }

    /** For a template; these inputs are the first that it is run for. */
    static SqlContext shared(Inputs inputs) {
        return new SqlContext(inputs, /* shared= */ true);
    }

    /**
     * The values of a request.
     *
     * @param parents ids of the rows that lists belong to
     * @param after position of a cursor that rows come after; null when there is none
     * @param before position of a cursor that rows come before; null when there is none
     */
    record Inputs(
            int sequence,
            Map<String, ?> filter,
            List<String> parents,
            @Nullable List<@Nullable String> after,
            @Nullable List<@Nullable String> before) {
        /** A release, and nothing else. */
        static Inputs of(int sequence) {
            return new Inputs(sequence, Map.of(), List.of(), null, null);
        }

        /** The same for lists of these rows. */
        Inputs below(List<String> others) {
            return new Inputs(sequence, filter, others, after, before);
        }

        static Inputs of(Listing listing) {
            return new Inputs(listing.sequence(), listing.filter(), List.of(), null, null);
        }
    }

    /** A table under the next alias, in the release of the statement. */
    public TableRef ref(Table table) {
        return new TableRef(table, "t" + tables++, sequence);
    }

    /** Notes that the statement reads a table that has no alias here. */
    void otherTable() {
        tables++;
    }

    /** Whether the statement reads one table so far. */
    boolean hasOneTable() {
        return tables == 1;
    }

    /** A value that is found in the inputs. */
    <T> Field<T> value(Function<Inputs, ?> value, DataType<T> type) {
        if (!shared) {
            return DSL.val((Object) value.apply(inputs), type);
        }
        values.add(given -> DSL.val((Object) value.apply(given), type).getValue());
        return DSL.param("b" + (values.size() - 1), type);
    }

    /** The inputs that the statement is made for: its structure follows from them. */
    Inputs inputs() {
        return inputs;
    }

    /** The release that is read. */
    Field<Integer> sequence() {
        return sequence;
    }

    /** The statement, rendered once; all of its values are parameters of this context. */
    Template template(Query query) {
        StringBuilder text = new StringBuilder();
        List<Integer> numbers = new ArrayList<>();
        Matcher parameter = PARAMETER.matcher(RENDER.renderNamedParams(query));
        while (parameter.find()) {
            if (parameter.group(1).isEmpty()) {
                throw new IllegalStateException("a value of %s is fixed".formatted(query));
            }
            Integer bind = Integer.valueOf(parameter.group(2));
            int number = numbers.indexOf(bind);
            if (number < 0) {
                number = numbers.size();
                numbers.add(bind);
            }
            parameter.appendReplacement(text, Matcher.quoteReplacement("$" + (number + 1)));
        }
        return new Template(
                parameter.appendTail(text).toString(),
                numbers.stream().<Function<Inputs, ?>>map(values::get).toList());
    }

    /**
     * The text of a statement that serves many requests.
     *
     * @param parameters how the value of each parameter is found, in their order
     */
    record Template(String sql, List<Function<Inputs, ?>> parameters) {
        List<Object> values(Inputs inputs) {
            List<Object> bound = new ArrayList<>(parameters.size());
            parameters.forEach(parameter -> bound.add(parameter.apply(inputs)));
            return bound;
        }
    }
}
