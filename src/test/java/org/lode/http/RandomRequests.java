package org.lode.http;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lode.support.Http;
import tools.jackson.databind.json.JsonMapper;

/** Makes requests from the schema by chance: most of them valid or nearly so, some broken on the way. */
final class RandomRequests {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> TEXTS = List.of(
            "\"project:abra\"",
            "\"country:AU\"",
            "\"AU\"",
            "\"2011\"",
            "\"2011-03/2012\"",
            "\"12.5\"",
            "\"\"",
            "\"%_\\\\\"",
            "\"\\u0000\"",
            "\"ß漢😀\"",
            "\"2026.11.1\"",
            "\"' or 1=1 --\"",
            "\"9999999999999999999999999999\"",
            "\"-0\"");
    private static final List<String> ODD = List.of(
            "null", "1.5", "true", "{}", "[]", "[[]]", "RED", "-1", "501", "$v", "99999999999", "\"\"\"x\"\"\"");
    private static final List<String> SCRAPS = List.of(
            "{",
            "}",
            "(",
            ")",
            "...",
            "\"",
            "$",
            "@",
            ":",
            "fragment",
            "on",
            "#",
            "\u0000",
            "\uFEFF",
            "é",
            "query",
            "!",
            "[");
    private static final int DEEPEST = 5;

    private final GraphQLSchema schema;
    private final Random random;

    RandomRequests(GraphQLSchema schema, Random random) {
        this.schema = schema;
        this.random = random;
    }

    /** The body of a request. */
    byte[] body() {
        String selection = selection(schema.getQueryType(), 0);
        String query = chance(5)
                ? "query Q($v: Int, $f: ProjectFilter) { projects(first: $v, filter: $f) { totalCount } ...q } fragment q on Query "
                        + selection
                : selection;
        byte[] body = JSON.writeValueAsBytes(Http.body(chance(4) ? broken(query) : query, variables()));
        return chance(12) ? scratched(body) : body;
    }

    private Map<String, ?> variables() {
        return switch (random.nextInt(4)) {
            case 0 -> Map.of("v", random.nextInt(600) - 50);
            case 1 -> Map.of("v", "text", "unknown", List.of(1, 2));
            case 2 -> Map.of("f", Map.of("name", Map.of("contains", "lynas")));
            default -> Map.of();
        };
    }

    private String selection(GraphQLFieldsContainer type, int depth) {
        List<GraphQLFieldDefinition> fields = type.getFieldDefinitions();
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> field(fields.get(random.nextInt(fields.size())), i, depth))
                .collect(Collectors.joining(" ", "{ __typename ", " }"));
    }

    private String field(GraphQLFieldDefinition field, int place, int depth) {
        GraphQLOutputType type = (GraphQLOutputType) GraphQLTypeUtil.unwrapAll(field.getType());
        if (!GraphQLTypeUtil.isLeaf(type) && depth >= DEEPEST) {
            return "";
        }
        String alias = chance(2) ? "a%d: ".formatted(place) : "";
        return alias + field.getName() + arguments(field) + below(type, depth);
    }

    private String below(GraphQLType type, int depth) {
        if (type instanceof GraphQLUnionType union) {
            return "{ __typename ... on " + union.getTypes().getFirst().getName() + " { __typename } }";
        }
        return type instanceof GraphQLFieldsContainer container ? selection(container, depth + 1) : "";
    }

    private String arguments(GraphQLFieldDefinition field) {
        String arguments = field.getArguments().stream()
                .filter(argument -> GraphQLTypeUtil.isNonNull(argument.getType()) || chance(4))
                .map(this::argument)
                .collect(Collectors.joining(", "));
        return arguments.isEmpty() ? "" : "(" + arguments + ")";
    }

    private String argument(GraphQLArgument argument) {
        return argument.getName() + ": " + value(argument.getType(), 0);
    }

    private String value(GraphQLInputType type, int depth) {
        if (chance(40)) {
            return ODD.get(random.nextInt(ODD.size()));
        }
        return switch (type) {
            case GraphQLNonNull inner -> value((GraphQLInputType) inner.getWrappedType(), depth);
            case GraphQLList list ->
                IntStream.range(0, random.nextInt(3))
                        .mapToObj(i -> value((GraphQLInputType) list.getWrappedType(), depth))
                        .collect(Collectors.joining(", ", "[", "]"));
            case GraphQLEnumType words ->
                words.getValues().get(random.nextInt(words.getValues().size())).getName();
            case GraphQLInputObjectType object -> object(object, depth);
            default -> scalar(GraphQLTypeUtil.simplePrint(type));
        };
    }

    private String object(GraphQLInputObjectType object, int depth) {
        if (depth > DEEPEST) {
            return "{}";
        }
        int size = object.getFields().size();
        return IntStream.rangeClosed(0, chance(3) ? 1 : 0)
                .mapToObj(i -> object.getFields().get(random.nextInt(size)))
                .distinct()
                .map(field -> field.getName() + ": " + value(field.getType(), depth + 1))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private String scalar(String type) {
        return switch (type) {
            case "Int" ->
                String.valueOf(List.of(-1, 0, 1, 2, 5, 50, 500, 501, 4).get(random.nextInt(9)));
            case "Boolean" -> String.valueOf(random.nextBoolean());
            default -> TEXTS.get(random.nextInt(TEXTS.size()));
        };
    }

    private String broken(String query) {
        int at = random.nextInt(query.length());
        return switch (random.nextInt(3)) {
            case 0 -> query.substring(0, at);
            case 1 -> query.substring(0, at) + SCRAPS.get(random.nextInt(SCRAPS.size())) + query.substring(at);
            default -> query.substring(0, at) + query.substring(Math.min(query.length(), at + 1 + random.nextInt(5)));
        };
    }

    private byte[] scratched(byte[] body) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        return body;
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
