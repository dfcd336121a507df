package org.lode.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Failure.BadInput;
import org.lode.model.PartialDate;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Shape;
import org.lode.model.Shape.Member;
import org.lode.model.Term;

/**
 * Turns a filter input into a condition on one table of a statement.
 *
 * <p>The logic has two values: a comparison with a missing value is false, and {@code not} is the plain opposite. SQL's
 * unknown counts as false in {@code and} and {@code or}, so only negations have to be written with care.
 */
public final class Filter {
    private final DataPackage data;
    private final SqlContext context;
    private final FilterOperators operators;

    public Filter(DataPackage data, SqlContext context) {
        this.data = data;
        this.context = context;
        this.operators = new FilterOperators(context);
    }

    /**
     * The condition for rows of {@code table} that meet the filter of the statement; an empty one is no condition, a null anywhere is
     * refused.
     */
    public Condition on(TableRef table) {
        return object(table, data.shape(table.table()), context.inputs().filter(), Path.FILTER);
    }

    /** A text that is equal for filters of equal meaning, for cursors. The order of keys and elements makes no difference. */
    public static String canonical(@Nullable Object input) {
        return switch (input) {
            case Map<?, ?> map -> {
                TreeMap<String, String> sorted = new TreeMap<>();
                map.forEach((key, value) -> sorted.put(String.valueOf(key), canonical(value)));
                yield sorted.toString();
            }
            case Collection<?> list ->
                list.stream().map(Filter::canonical).sorted().toList().toString();
            case String text -> text.length() + ":" + text;
            case null -> "null";
            default -> input.toString();
        };
    }

    /**
     * A text that is equal for filters whose SQL differs in its values alone: names, operators, how many conditions there are, and
     * values that decide on the SQL itself.
     */
    static String shape(@Nullable Object input) {
        return switch (input) {
            case Map<?, ?> map -> {
                StringBuilder shape = new StringBuilder("{");
                map.forEach((key, value) -> shape.append(key)
                        .append(':')
                        .append(key.equals("within") ? canonical(value) : shape(value))
                        .append(','));
                yield shape.append('}').toString();
            }
            case Collection<?> list -> {
                boolean conditions = list.stream().anyMatch(one -> one instanceof Map || one instanceof PartialDate);
                yield conditions ? list.stream().map(Filter::shape).toList().toString() : list.isEmpty() ? "[]" : "[?]";
            }
            case Boolean truth -> truth.toString();
            case null -> "null";
            default -> "?";
        };
    }

    /**
     * The place of a value in a filter. Statements of filters that are alike are rendered once; the path finds the value of each.
     *
     * @param parent what it is within; null for the filter itself
     * @param step the name of a field, or the place in a list
     */
    record Path(@Nullable Path parent, Object step) {
        static final Path FILTER = new Path(null, "filter");

        Path to(Object next) {
            return new Path(this, next);
        }

        /** As in messages: {@code filter.or[0].name.contains}. */
        String text() {
            if (parent == null) {
                return step.toString();
            }
            return step instanceof Integer ? parent.text() + "[" + step + "]" : parent.text() + "." + step;
        }

        /** The value at this place of a filter. */
        Object in(Map<String, ?> filter) {
            if (parent == null) {
                return filter;
            }
            Object within = parent.in(filter);
            return Objects.requireNonNull(
                    switch (within) {
                        // One condition is a list of one.
                        case Map<?, ?> map -> step instanceof Integer ? map : map.get(step);
                        case List<?> list -> list.get((int) step);
                        default -> within;
                    });
        }
    }

    /** All conditions of an object, each made of a name, its value and its place. A value that is null is refused. */
    static Condition all(Map<String, ?> input, Path at, String expected, Entry entry) {
        List<Condition> all = new ArrayList<>();
        input.forEach((name, value) -> {
            if (value == null) {
                throw new BadInput(at.to(name).text(), null, expected);
            }
            all.add(entry.condition(name, value, at.to(name)));
        });
        return DSL.and(all);
    }

    interface Entry {
        Condition condition(String name, Object value, Path at);
    }

    private Condition object(TableRef table, Shape shape, Map<String, ?> input, Path place) {
        String expected = "a value; leave the field out for no condition, use isNull to ask for null";
        return all(input, place, expected, (name, value, at) -> switch (name) {
            case "and" -> DSL.and(several(table, shape, value, at));
            case "or" -> DSL.or(several(table, shape, value, at));
            case "not" -> not(object(table, shape, map(value), at));
            case "isNull" -> FilterOperators.isNull(table, shape, (boolean) value);
            case "within" -> FilterOperators.within(table, shape, map(value), at);
            default -> member(table, shape, name, map(value), at);
        });
    }

    private List<Condition> several(TableRef table, Shape shape, Object value, Path at) {
        List<?> list = value instanceof List<?> given ? given : List.of(value);
        if (list.isEmpty()) {
            throw new BadInput(at.text(), list, "at least one condition");
        }
        List<Condition> conditions = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            conditions.add(object(table, shape, map(list.get(i)), at.to(i)));
        }
        return conditions;
    }

    private Condition member(TableRef table, Shape shape, String name, Map<String, ?> value, Path at) {
        return switch (shape.member(name)) {
            case Member.Leaf leaf -> operators.of(table, leaf.field(), value, at);
            case Member.Embedded embedded -> object(table, embedded.shape(), value, at);
            case Member.Way way -> related(table, way.relation(), value, at);
            case null ->
                name.equals("text") && isSearched(shape)
                        ? text(table, value, at)
                        : operators.of(table, reference(shape, name), value, at);
        };
    }

    /** Whether full-text search finds records of this kind; an object within a record has no text of its own. */
    private boolean isSearched(Shape shape) {
        return shape.path().isEmpty()
                && shape.table() instanceof RecordKind kind
                && !data.searched(kind).isEmpty();
    }

    private Condition text(TableRef table, Map<String, ?> value, Path place) {
        return all(value, place, "a text; leave the field out for no condition", (operator, text, at) -> {
            TextMatch.checked((String) text, at.text());
            return TextMatch.on(table, asked -> Term.of((String) at.in(asked.filter())), context);
        });
    }

    /** {@code projectId} asks for the id that {@code project} leads to. */
    private static org.lode.model.Field reference(Shape shape, String name) {
        String relation = name.endsWith("Id") ? name.substring(0, name.length() - 2) : name;
        if (shape.member(relation) instanceof Member.Way way && way.relation() instanceof Relation.ToOne one) {
            return one.field();
        }
        throw new BadInput(name, null, "a field of " + shape.table().name());
    }

    private Condition related(TableRef table, Relation relation, Map<String, ?> value, Path at) {
        return switch (relation) {
            case Relation.ToOne one -> {
                TableRef target = context.ref(one.targets().getFirst());
                Condition inner = object(target, data.shape(target.table()), value, at);
                yield DSL.exists(DSL.selectOne()
                        .from(target.from())
                        .where(target.is(table.text(one.field().name())), inner));
            }
            case Relation.Many many ->
                quantified(value, at, (input, below, where) -> {
                    TableRef target = context.ref(many.target());
                    Listing.Source rows = Listing.Source.below(many, target, table.id(), context::ref);
                    Condition inner = where.apply(object(target, data.shape(target.table()), input, below));
                    return DSL.exists(DSL.selectOne().from(rows.from()).where(rows.where(), inner));
                });
        };
    }

    private Condition quantified(Map<String, ?> value, Path place, Existence existence) {
        return all(value, place, "a filter; {} means any", (quantifier, input, at) -> switch (quantifier) {
            case "some" -> existence.of(map(input), at, condition -> condition);
            case "none" -> DSL.not(existence.of(map(input), at, condition -> condition));
            case "every" -> DSL.not(existence.of(map(input), at, Filter::not));
            default -> throw new BadInput(place.text(), quantifier, "some, none or every");
        });
    }

    /** The opposite in two-valued logic: true also where the condition is unknown. */
    private static Condition not(Condition condition) {
        return DSL.field(condition).isDistinctFrom(DSL.inline(true));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> map(Object value) {
        return (Map<String, ?>) value;
    }

    /** Whether related rows exist that meet an input, or its opposite. */
    private interface Existence {
        Condition of(Map<String, ?> input, Path at, UnaryOperator<Condition> where);
    }
}
