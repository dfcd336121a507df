package org.lode.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.parser.Parser;
import graphql.schema.DataFetcherFactories;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.TypeResolver;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.model.Failure.BadInput;
import org.lode.query.ReadStore.Cancellation;
import org.lode.release.Releases;
import org.lode.support.Seed;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Plans give the answers that the engine's own execution gives: the same data, and errors at the same places. */
class PlanExecutionTests {
    private static final Seed SEED = Seed.of(PlanExecutionTests.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int SOME = 500;
    private static final int MANY = 10_000;
    private static final String SCHEMA = """
            interface Thing { id: ID! text: String must: String! number: Int other: Thing strict: Thing! list: [Thing!] loose: [Thing]! words: [String!]! any: Any }
            type A implements Thing { id: ID! text: String must: String! number: Int other: Thing strict: Thing! list: [Thing!] loose: [Thing]! words: [String!]! any: Any own: B! color: Color }
            type B implements Thing { id: ID! text: String must: String! number: Int other: Thing strict: Thing! list: [Thing!] loose: [Thing]! words: [String!]! any: Any deep: [[Int]] flag: Boolean! }
            union Any = A | B
            enum Color { RED GREEN }
            type Query { thing: Thing a: A! things: [Thing!]! b(number: Int = 3): B any: Any }
            """;

    /** An object of the answer; the value of each field follows from it and the field's name. */
    private record Thing(String type, long seed) {}

    private final GraphQLSchema schema = new SchemaGenerator()
            .makeExecutableSchema(
                    new SchemaParser().parse(SCHEMA),
                    RuntimeWiring.newRuntimeWiring()
                            .type("Thing", type -> type.typeResolver(byType()))
                            .type("Any", type -> type.typeResolver(byType()))
                            .codeRegistry(GraphQLCodeRegistry.newCodeRegistry()
                                    .defaultDataFetcher(DataFetcherFactories.useDataFetcher(
                                            env -> value(env.getSource(), env.getFieldDefinition())))
                                    .build())
                            .build());

    private final GraphQL oracle = GraphQL.newGraphQL(schema).build();
    private final GraphQL plans = GraphQL.newGraphQL(schema)
            .queryExecutionStrategy(new PlanEngine.Strategy(new Resolvers(List.of(this::register))))
            .build();

    private static TypeResolver byType() {
        return env -> env.getSchema()
                .getObjectType(Objects.requireNonNull((Thing) env.getObject()).type());
    }

    private void register(Resolvers resolvers) {
        resolvers.describe(source -> ((Thing) source).type(), (source, field) -> null);
        for (GraphQLType type : schema.getAllTypesAsList()) {
            if (type instanceof GraphQLObjectType object && !object.getName().startsWith("__")) {
                object.getFieldDefinitions()
                        .forEach(field -> resolvers.add(object.getName(), field.getName(), resolver(field)));
            }
        }
    }

    /** Some fields are read for many objects at once, some of these later. */
    private static Resolver resolver(GraphQLFieldDefinition field) {
        return switch (field.getName()) {
            case "other", "list", "number", "thing" ->
                (Resolver.Batch) (sources, call) -> {
                    List<@Nullable Object> values = new ArrayList<>();
                    for (Object source : sources) {
                        values.add(tried(source, field));
                    }
                    return field.getName().equals("list") ? Mono.just(values).hide() : Mono.just(values);
                };
            default -> (Resolver.Value) (source, call) -> value(source, field);
        };
    }

    private static @Nullable Object tried(Object source, GraphQLFieldDefinition field) {
        try {
            return value(source, field);
        } catch (BadInput e) {
            return new Resolver.Failed(e);
        }
    }

    /** The value of a field of an object: now and then none, or a failure. */
    private static @Nullable Object value(@Nullable Object source, GraphQLFieldDefinition field) {
        long seed = source instanceof Thing thing ? thing.seed() : 7;
        Random random = new Random(31 * seed + field.getName().hashCode());
        int chance = random.nextInt(24);
        if (chance == 0) {
            throw new BadInput("value", seed, "another");
        }
        return chance == 1 ? null : value(field.getType(), random);
    }

    private static @Nullable Object value(GraphQLType type, Random random) {
        if (GraphQLTypeUtil.isNonNull(type)) {
            return value(GraphQLTypeUtil.unwrapOne(type), random);
        }
        if (GraphQLTypeUtil.isList(type)) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                list.add(random.nextInt(12) == 0 ? null : value(GraphQLTypeUtil.unwrapOne(type), random));
            }
            return list;
        }
        return switch (GraphQLTypeUtil.simplePrint(type)) {
            case "ID", "String" -> "t\"" + random.nextInt(100);
            case "Int" -> random.nextInt();
            case "Boolean" -> random.nextBoolean();
            case "Color" -> random.nextBoolean() ? "RED" : "GREEN";
            case "A", "B" -> new Thing(GraphQLTypeUtil.simplePrint(type), random.nextLong());
            default -> new Thing(random.nextBoolean() ? "A" : "B", random.nextLong());
        };
    }

    @Test
    void answersAreThoseOfTheEngine() {
        check(SOME);
    }

    @Test
    @Tag("thorough")
    void manyAnswersAreThoseOfTheEngine() {
        check(MANY);
    }

    private void check(int operations) {
        Random random = SEED.random("operations");
        int failed = 0;
        int whole = 0;
        for (int i = 0; i < operations; i++) {
            String operation = "query($yes: Boolean!) { u: __typename @include(if: $yes) " + fields("Query", 0, random)
                    + " ...F } fragment F on Query { " + fields("Query", 1, random) + " }";
            Map<String, Object> variables = Map.of("yes", random.nextBoolean());
            ExecutionResult expected = oracle.execute(ExecutionInput.newExecutionInput(operation)
                    .variables(variables)
                    .build());
            ExecutionResult actual = plans.execute(input(operation, variables));
            assertThat(JSON.writeValueAsString(actual.<Object>getData()))
                    .as("%s %s, %s", operation, variables, SEED)
                    .isEqualTo(JSON.writeValueAsString(expected.<Object>getData()));
            assertThat(places(actual))
                    .as("%s %s, %s", operation, variables, SEED)
                    .isEqualTo(places(expected));
            failed += expected.getErrors().isEmpty() ? 0 : 1;
            whole += expected.getData() == null ? 0 : 1;
        }
        assertThat(failed).isBetween(operations / 10, operations * 9 / 10);
        assertThat(whole).isGreaterThan(operations / 2);
    }

    private ExecutionInput input(String operation, Map<String, Object> variables) {
        Document document = new Parser().parseDocument(operation);
        OperationDefinition definition =
                document.getDefinitionsOfType(OperationDefinition.class).getFirst();
        Operation.Prepared prepared = new Operation.Prepared(schema, document, definition, "");
        return ExecutionInput.newExecutionInput(operation)
                .variables(variables)
                .graphQLContext(context -> {
                    context.put(Releases.class, Releases.NONE);
                    context.put(Cancellation.class, new Cancellation());
                    context.put(Operation.class, new Operation(prepared, variables));
                    context.put(Cost.class, new Cost(List.of(), 0, 0, List.of()));
                })
                .build();
    }

    private static List<String> places(ExecutionResult result) {
        return result.getErrors().stream()
                .map(GraphQLError::getPath)
                .map(path -> Objects.requireNonNull(path).toString())
                .sorted()
                .toList();
    }

    private String fields(String type, int depth, Random random) {
        StringBuilder fields = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            fields.append(field(type, depth, random)).append(' ');
        }
        return fields.toString();
    }

    private String field(String type, int depth, Random random) {
        List<GraphQLFieldDefinition> all = type.equals("Any")
                ? List.of()
                : ((GraphQLFieldsContainer) Objects.requireNonNull(schema.getType(type))).getFieldDefinitions();
        int choice = random.nextInt(8);
        if (choice == 0 || all.isEmpty()) {
            boolean known = type.equals("Query") || type.equals("A") || type.equals("B");
            String on = known ? type : random.nextBoolean() ? "A" : "B";
            return "... on %s%s { __typename %s}".formatted(on, condition(random), fields(on, depth + 1, random));
        }
        GraphQLFieldDefinition field = all.get(random.nextInt(all.size()));
        String name = GraphQLTypeUtil.unwrapAll(field.getType()).getName();
        // Equal keys are merged: the alias tells fields apart by their name alone.
        String alias = choice < 3 ? field.getName() + "X: " : "";
        if (GraphQLTypeUtil.isLeaf(GraphQLTypeUtil.unwrapAll(field.getType()))) {
            return alias + field.getName() + condition(random);
        }
        return depth > 4
                ? "__typename"
                : alias + field.getName() + condition(random) + " { __typename " + fields(name, depth + 1, random)
                        + "}";
    }

    private static String condition(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> " @skip(if: $yes)";
            case 1 -> " @include(if: $yes)";
            case 2 -> " @include(if: true)";
            default -> "";
        };
    }
}
