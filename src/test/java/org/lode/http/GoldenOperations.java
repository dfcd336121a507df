package org.lode.http;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes operations from the schema by chance. Most are valid; a few have arguments that are refused. */
final class GoldenOperations {
    private static final List<String> TEXTS =
            List.of("a", "Lynas", "rare earth", "é", "project", "JOGMEC", "%", "\\\"");
    private static final List<String> DATES = List.of("2011", "2010-09", "2015-03-30", "2004/2020", "2024");
    private static final List<String> VERSIONS =
            List.of("2026.11.0", "2026.11.1", "2026.11.2", "2026.11.3", "2026.12.0", "2026.12.1");
    private static final int DEEPEST = 5;

    private final GraphQLSchema schema;
    private final List<String> ids;
    private final Random random;
    private int fragments;

    /** @param ids of records and their parts, which arguments of type ID are drawn from */
    GoldenOperations(GraphQLSchema schema, List<String> ids, Random random) {
        this.schema = schema;
        this.ids = ids;
        this.random = random;
    }

    /**
     * An operation.
     *
     * @param list key of a root list that takes {@code $after}; null when there is none
     */
    record Asked(
            String document,
            Map<String, Object> variables,
            @Nullable String list) {
        Asked after(String cursor) {
            Map<String, Object> more = new LinkedHashMap<>(variables);
            more.put("after", cursor);
            return new Asked(document, more, null);
        }
    }

    Asked next() {
        fragments = 0;
        List<GraphQLFieldDefinition> roots = schema.getQueryType().getFieldDefinitions();
        GraphQLFieldDefinition root = roots.get(random.nextInt(roots.size()));
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("yes", random.nextBoolean());
        variables.put("few", 1 + random.nextInt(3));
        boolean list = root.getArgument("after") != null && root.getArgument("before") != null;
        String key = chance(3) ? "r: " + root.getName() : root.getName();
        String first = key + arguments(root, list) + below(root, 0, list);
        String second = chance(4) ? " " + other(roots) : "";
        String fields = (chance(6) ? "__typename " : "") + first + second;
        List<String> declared = new ArrayList<>();
        Map.of("$yes", "Boolean!", "$few", "Int", "$after", "String").forEach((name, type) -> {
            if (fields.contains(name)) {
                declared.add(name + ": " + type);
            }
        });
        String header =
                declared.isEmpty() ? "" : declared.stream().sorted().collect(Collectors.joining(", ", "(", ")"));
        String document = "query Q" + header + " { " + fields + " } query Other { __typename }";
        return new Asked(document, variables, list ? key.replaceFirst(":.*", "") : null);
    }

    private String other(List<GraphQLFieldDefinition> roots) {
        GraphQLFieldDefinition root = roots.get(random.nextInt(roots.size()));
        return "o: " + root.getName() + arguments(root, false) + below(root, 2, false);
    }

    private String selection(GraphQLFieldsContainer type, int depth) {
        List<GraphQLFieldDefinition> fields = type.getFieldDefinitions();
        int count = 1 + random.nextInt(depth < 2 ? 5 : 3);
        String selected = IntStream.range(0, count)
                .mapToObj(i -> field(fields.get(random.nextInt(fields.size())), depth))
                .collect(Collectors.joining(" "));
        String typename = selected.isBlank() || chance(5) ? "__typename " : "";
        return "{ " + typename + selected + (type instanceof GraphQLInterfaceType found ? on(found, depth) : "") + " }";
    }

    /** Fields of some types that an interface can be. */
    private String on(GraphQLInterfaceType type, int depth) {
        List<GraphQLObjectType> types = List.copyOf(schema.getImplementations(type));
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> any(types))
                .distinct()
                .map(one ->
                        " ... on " + one.getName() + condition() + " " + named(selection(one, depth), one.getName()))
                .collect(Collectors.joining());
    }

    /** The same selection; each field gets an alias of its type, so that fields of several types do not conflict. */
    private String named(String selection, String type) {
        return "{ x%s%d: __typename ".formatted(type, fragments++) + selection.substring(1);
    }

    private String field(GraphQLFieldDefinition field, int depth) {
        if (!GraphQLTypeUtil.isLeaf(GraphQLTypeUtil.unwrapAll(field.getType())) && depth >= DEEPEST) {
            return "";
        }
        // Arguments may differ, and so may the types of equal names: each field has a name of its own.
        return "f%d: ".formatted(fragments++)
                + field.getName()
                + arguments(field, false)
                + condition()
                + below(field, depth, false);
    }

    private String condition() {
        return chance(12) ? (random.nextBoolean() ? " @include(if: $yes)" : " @skip(if: $yes)") : "";
    }

    private String below(GraphQLFieldDefinition field, int depth, boolean paged) {
        GraphQLType type = GraphQLTypeUtil.unwrapAll(field.getType());
        if (!(type instanceof GraphQLFieldsContainer container)) {
            return "";
        }
        String selection = selection(container, depth + 1);
        return paged
                ? selection.replaceFirst("\\{", "{ pageInfo { endCursor hasNextPage startCursor hasPreviousPage } ")
                : selection;
    }

    private String arguments(GraphQLFieldDefinition field, boolean paged) {
        String arguments = field.getArguments().stream()
                .map(argument -> argument(argument, paged))
                .filter(argument -> !argument.isEmpty())
                .collect(Collectors.joining(", "));
        return arguments.isEmpty() ? "" : "(" + arguments + ")";
    }

    private String argument(GraphQLArgument argument, boolean paged) {
        String name = argument.getName();
        boolean required = GraphQLTypeUtil.isNonNull(argument.getType()) && !argument.hasSetDefaultValue();
        String value = switch (name) {
            case "after" -> paged ? "$after" : chance(80) ? "\"AAAA\"" : "";
            case "before" -> chance(80) ? "\"x\"" : "";
            case "last" -> chance(60) ? "2" : "";
            case "first" -> chance(3) ? "$few" : chance(60) ? "-1" : String.valueOf(random.nextInt(6));
            case "at", "from", "to" -> required || !chance(5) ? release() : "";
            case "sinceSequence" -> String.valueOf(random.nextInt(6));
            case "text" -> "\"" + TEXTS.get(random.nextInt(TEXTS.size())) + "\"";
            case "filter", "orderBy" -> chance(2) ? value(argument.getType(), 0) : "";
            default -> required || chance(2) ? value(argument.getType(), 0) : "";
        };
        return value.isEmpty() ? "" : name + ": " + value;
    }

    private String release() {
        return switch (random.nextInt(12)) {
            case 0 -> "{version: \"" + VERSIONS.get(random.nextInt(VERSIONS.size())) + "\"}";
            case 1 -> "{sequence: " + (chance(8) ? 99 : 5) + "}";
            default -> "{sequence: " + (1 + random.nextInt(VERSIONS.size())) + "}";
        };
    }

    private String value(GraphQLInputType type, int depth) {
        return switch (type) {
            case GraphQLNonNull inner -> value((GraphQLInputType) inner.getWrappedType(), depth);
            case GraphQLList list ->
                IntStream.rangeClosed(0, random.nextInt(3) - (chance(20) ? 1 : 0))
                        .mapToObj(i -> value((GraphQLInputType) list.getWrappedType(), depth))
                        .collect(Collectors.joining(", ", "[", "]"));
            case GraphQLEnumType words ->
                words.getValues().get(random.nextInt(words.getValues().size())).getName();
            case GraphQLInputObjectType object -> object(object, depth);
            default -> scalar(GraphQLTypeUtil.simplePrint(type));
        };
    }

    private String object(GraphQLInputObjectType object, int depth) {
        if (object.getName().equals("BoundingBox")) {
            return "{west: -20, south: -40, east: 150, north: 60}";
        }
        List<GraphQLInputObjectField> required = object.getFields().stream()
                .filter(field -> GraphQLTypeUtil.isNonNull(field.getType()) && !field.hasSetDefaultValue())
                .toList();
        List<GraphQLInputObjectField> chosen = IntStream.rangeClosed(0, chance(3) ? 1 : 0)
                .mapToObj(i ->
                        object.getFields().get(random.nextInt(object.getFields().size())))
                .filter(field -> depth < 3 || GraphQLTypeUtil.isLeaf(GraphQLTypeUtil.unwrapAll(field.getType())))
                .toList();
        return Stream.concat(required.stream(), chosen.stream())
                .distinct()
                .map(field -> field.getName() + ": " + value(field.getType(), depth + 1))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private String scalar(String type) {
        return switch (type) {
            case "Int" -> String.valueOf(random.nextInt(2030));
            case "Float" -> String.valueOf(random.nextInt(360) - 180);
            case "Boolean" -> String.valueOf(random.nextBoolean());
            case "ID" -> {
                String id = ids.get(random.nextInt(ids.size()));
                yield "\"" + (chance(3) ? id + "@" + VERSIONS.get(random.nextInt(VERSIONS.size())) : id) + "\"";
            }
            case "PartialDate", "Date" -> "\"" + DATES.get(random.nextInt(DATES.size())) + "\"";
            case "Decimal" -> "\"" + random.nextInt(1_000) * 1_000 + "\"";
            default -> "\"" + TEXTS.get(random.nextInt(TEXTS.size())) + "\"";
        };
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
