package org.lode.query;

import graphql.language.EnumTypeDefinition;
import graphql.language.EnumValueDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Table;
import org.lode.support.GraphQl;

/** What an {@code orderBy} means, by the descriptions of the schema. */
record Sorting(List<Step> steps) {
    private static final Map<String, List<String>> OFFERED = offered();

    /** One step as it is asked for; what is null is left out. */
    record Step(
            Key key, @Nullable String direction, @Nullable String nulls) {}

    /** What a row is sorted by, and the type of its values. */
    record Key(String constant, FieldType type, BiFunction<Memory, Memory.Row, @Nullable Object> value) {

        static Key of(Field field) {
            return new Key(field.name().toUpperCase(Locale.ROOT), field.type(), (memory, row) -> row.value(field));
        }

        /** What a word of the schema stands for: a field, a field of a record that is led to, or a figure of a list. */
        static Key of(DataPackage data, Table table, String constant) {
            return find(data, table, constant)
                    .map(key -> new Key(constant, key.type(), key.value()))
                    .orElseThrow(() -> new IllegalArgumentException(table.name() + " has nothing called " + constant));
        }

        private static Optional<Key> find(DataPackage data, Table table, String constant) {
            return table.fields().stream()
                    .filter(field -> field.name().toUpperCase(Locale.ROOT).equals(constant))
                    .findFirst()
                    .map(Key::of)
                    .or(() -> data.relations(table).stream()
                            .filter(way -> constant.startsWith(Names.constant(way.name()) + "_"))
                            .flatMap(way ->
                                    led(
                                            data,
                                            way,
                                            constant.substring(
                                                    Names.constant(way.name()).length() + 1))
                                            .stream())
                            .findFirst());
        }

        private static Optional<Key> led(DataPackage data, Relation way, String rest) {
            if (way instanceof Relation.ToOne one) {
                return find(data, one.targets().getFirst(), rest)
                        .map(key -> new Key(
                                rest,
                                key.type(),
                                (memory, row) -> memory.related(row, one).stream()
                                        .findFirst()
                                        .map(target -> key.value().apply(memory, target))
                                        .orElse(null)));
            }
            if (rest.equals("COUNT")) {
                return Optional.of(new Key(
                        rest,
                        FieldType.INTEGER,
                        (memory, row) -> memory.related(row, way).size()));
            }
            return Question.target(way) instanceof RecordKind kind
                    ? kind.aggregates().stream()
                            .filter(aggregate -> rest.equals(Names.constant(aggregate.name()) + "_SUM"))
                            .findFirst()
                            .map(aggregate -> new Key(
                                    rest,
                                    FieldType.DECIMAL,
                                    (memory, row) -> Figures.sum(kind, aggregate, memory.related(row, way))))
                    : Optional.empty();
        }
    }

    /** Up to three steps, with and without their defaults. */
    static Sorting any(DataPackage data, Table table, Random random) {
        List<String> words = words(table);
        return new Sorting(IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> new Step(
                        Key.of(data, table, words.get(random.nextInt(words.size()))),
                        any(random, "ASC", "DESC"),
                        any(random, "FIRST", "LAST")))
                .toList());
    }

    /** Every order of one step that leads to other rows, upwards or downwards. */
    static List<Sorting> related(DataPackage data, Table table, Random random) {
        List<String> own = table.fields().stream()
                .map(field -> field.name().toUpperCase(Locale.ROOT))
                .toList();
        return words(table).stream()
                .filter(word -> !own.contains(word))
                .map(word -> new Sorting(List.of(
                        new Step(Key.of(data, table, word), any(random, "ASC", "DESC"), any(random, "FIRST", "LAST")))))
                .toList();
    }

    private static List<String> words(Table table) {
        return Objects.requireNonNull(OFFERED.get(Term.type(table) + "OrderField"));
    }

    private static @Nullable String any(Random random, String one, String other) {
        return switch (random.nextInt(3)) {
            case 0 -> one;
            case 1 -> other;
            default -> null;
        };
    }

    /** The words of every enum of the schema. */
    private static Map<String, List<String>> offered() {
        try {
            return GraphQl.sdl(Files.readString(Path.of("schema", "lode.graphqls")))
                    .getDefinitionsOfType(EnumTypeDefinition.class)
                    .stream()
                    .collect(Collectors.toMap(
                            EnumTypeDefinition::getName,
                            type -> type.getEnumValueDefinitions().stream()
                                    .map(EnumValueDefinition::getName)
                                    .toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The argument {@code orderBy}. */
    List<Map<String, Object>> orderBy() {
        return steps.stream().map(Sorting::json).toList();
    }

    private static Map<String, Object> json(Step step) {
        Map<String, Object> json = new HashMap<>();
        json.put("field", step.key().constant());
        if (step.direction() != null) {
            json.put("direction", step.direction());
        }
        if (step.nulls() != null) {
            json.put("nulls", step.nulls());
        }
        return json;
    }

    /** The ids of rows in this order, which id always ends. */
    List<String> ids(Memory memory, List<Memory.Row> rows) {
        Comparator<Memory.Row> byId = Comparator.comparing(Memory.Row::id, Meaning.BY_CODE_POINTS);
        Comparator<Memory.Row> order = steps.stream()
                .map(step -> {
                    IdentityHashMap<Memory.Row, Optional<Object>> values = new IdentityHashMap<>();
                    rows.forEach(row -> values.put(
                            row, Optional.ofNullable(step.key().value().apply(memory, row))));
                    return (Comparator<Memory.Row>) (a, b) -> compare(
                            step,
                            Objects.requireNonNull(values.get(a)).orElse(null),
                            Objects.requireNonNull(values.get(b)).orElse(null));
                })
                .reduce(Comparator::thenComparing)
                .map(bySteps -> bySteps.thenComparing(byId))
                .orElse(byId);
        return rows.stream().sorted(order).map(Memory.Row::id).toList();
    }

    private static int compare(Step step, @Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            int missing = Boolean.compare(a == null, b == null);
            return "FIRST".equals(step.nulls()) ? -missing : missing;
        }
        int comparison = compare(step.key().type(), a, b);
        return "DESC".equals(step.direction()) ? -comparison : comparison;
    }

    private static int compare(FieldType type, Object a, Object b) {
        return switch (type) {
            case ID, REF, TEXT, ENUM -> Meaning.BY_CODE_POINTS.compare((String) a, (String) b);
            case INTEGER -> Integer.compare((int) a, (int) b);
            case DECIMAL -> ((BigDecimal) a).compareTo((BigDecimal) b);
            case BOOLEAN -> Boolean.compare((boolean) a, (boolean) b);
            case DATE ->
                Comparator.comparing(Days::first)
                        .thenComparing(Days::last)
                        .compare(Days.of((String) a), Days.of((String) b));
            case LIST -> throw new IllegalArgumentException("lists have no order");
        };
    }
}
