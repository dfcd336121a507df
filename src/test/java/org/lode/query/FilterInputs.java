package org.lode.query;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** All that the filters of the served schema can say, from introspection. */
final class FilterInputs {
    private static final String INPUTS = """
            { __schema { types { kind name inputFields { name type { name ofType { name ofType { name } } } } } } }
            """;

    private final Map<String, Map<String, String>> inputs = new TreeMap<>();
    private final Set<String> tables = new TreeSet<>();

    FilterInputs(HttpGraphQlTester graphQl) {
        for (JsonNode type : graphQl.document(INPUTS)
                .execute()
                .path("__schema.types[?(@.kind == 'INPUT_OBJECT')]")
                .entityList(JsonNode.class)
                .get()) {
            Map<String, String> fields = new TreeMap<>();
            type.path("inputFields")
                    .forEach(field -> fields.put(field.path("name").asString(), name(field.path("type"))));
            inputs.put(type.path("name").asString(), fields);
        }
        inputs.keySet().stream()
                .filter(name -> name.endsWith("SetFilter"))
                .forEach(name -> tables.add(name.replace("SetFilter", "Filter")));
        inputs.keySet().stream()
                .filter(name -> inputs.containsKey(name.replace("Filter", "Order")) && name.endsWith("Filter"))
                .forEach(tables::add);
    }

    /** Paths from the filters of tables down to operators, ways to other rows, and junctions. */
    Set<String> sayable() {
        Set<String> paths = new TreeSet<>();
        tables.forEach(table -> below(table, table, paths));
        return paths;
    }

    private void below(String input, String path, Set<String> paths) {
        fields(input).forEach((name, type) -> {
            boolean leaf = type.equals(input)
                    || type.equals("BoundingBox")
                    || tables.contains(type)
                    || !inputs.containsKey(type);
            if (leaf) {
                paths.add(path + "." + name);
            } else {
                below(type, path + "." + name, paths);
            }
        });
    }

    private Map<String, String> fields(String input) {
        return inputs.getOrDefault(input, Map.of());
    }

    private static String name(JsonNode type) {
        JsonNode named = type;
        while (named.path("name").isNull() || named.path("name").isMissingNode()) {
            named = named.path("ofType");
        }
        return named.path("name").asString();
    }
}
