package org.lode.schema;

import static graphql.Scalars.GraphQLID;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import graphql.schema.TypeResolver;
import graphql.schema.idl.RuntimeWiring;
import io.r2dbc.spi.ConnectionFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.lode.graphql.OperationSettings;
import org.lode.model.DataPackage;
import org.lode.model.PartialDate;
import org.lode.query.ChangeStore;
import org.lode.query.ListStore;
import org.lode.query.ReadStore;
import org.lode.query.RowStore;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;

/** The stores that read rows, and the parts of the schema that the files in {@code schema/graphql} do not have. */
@Configuration(proxyBeanMethods = false)
class SchemaWiring {
    @Bean
    ReadStore readStore(ConnectionFactory connections) {
        return new ReadStore(connections);
    }

    @Bean
    ListStore listStore(DataPackage data, ReadStore store, RowStore rows, OperationSettings.Cache cache) {
        return new ListStore(data, store, rows, cache.pageSize().toBytes());
    }

    @Bean
    ChangeStore changeStore(ReadStore store, OperationSettings.Cache cache) {
        return new ChangeStore(store, cache.pageSize().toBytes());
    }

    @Bean
    RowStore rowStore(DataPackage data, ReadStore store, OperationSettings.Cache cache) {
        return new RowStore(data, store, cache.rowSize().toBytes());
    }

    @Bean
    GraphQlSourceBuilderCustomizer kindSchema(DataPackage data) {
        Resource text =
                new ByteArrayResource(KindSchema.of(data).getBytes(StandardCharsets.UTF_8), "dataset/datapackage.json");
        return source -> source.schemaResources(text);
    }

    /** Plans read the values of fields and the types of objects. The engine needs scalars alone. */
    @Bean
    RuntimeWiringConfigurer wiring() {
        TypeResolver unused = env -> {
            throw new IllegalStateException("a plan has the types of objects");
        };
        return wiring -> {
            Scalars.wire(wiring);
            wiring.type("Node", type -> type.typeResolver(unused));
            wiring.type("Record", type -> type.typeResolver(unused));
        };
    }

    /** The scalars of the schema. Each is text in JSON but for JSON itself. */
    static final class Scalars {
        private Scalars() {}

        /** Wires all scalars, and an ID that refuses objects and lists, which that of graphql-java takes. */
        static void wire(RuntimeWiring.Builder wiring) {
            all().forEach(wiring::scalar);
            // Strict mode refuses a second scalar of one name.
            wiring.strictMode(false);
            wiring.scalar(
                    GraphQLID.transform(id -> id.coercing(new Text("ID", text -> text, "text or a whole number"))));
            wiring.strictMode(true);
        }

        private static List<GraphQLScalarType> all() {
            return List.of(
                    scalar("Decimal", Scalars::decimal, "an exact number as text, such as \"250000000\" or \"0.7365\""),
                    scalar("Date", LocalDate::parse, "text that is a day, such as \"2026-11-22\""),
                    scalar("DateTime", Instant::parse, "text that is a moment, such as \"2026-11-22T09:00:00Z\""),
                    scalar("PartialDate", PartialDate::parse, PartialDate.EXPECTED),
                    GraphQLScalarType.newScalar()
                            .name("JSON")
                            .coercing(new Anything())
                            .build());
        }

        private static BigDecimal decimal(String text) {
            if (!text.matches("-?\\d{1,100}(\\.\\d{1,100})?")) {
                throw new IllegalArgumentException(text);
            }
            return new BigDecimal(text);
        }

        private static GraphQLScalarType scalar(String name, Function<String, Object> parse, String expected) {
            return GraphQLScalarType.newScalar()
                    .name(name)
                    .coercing(new Text(name, parse, expected))
                    .build();
        }

        /** A scalar that is text in JSON. Some take numbers, too. */
        private record Text(String name, Function<String, Object> parse, String expected)
                implements Coercing<Object, String> {
            private static final Set<String> ALSO_WHOLE = Set.of("Decimal", "ID", "PartialDate");

            /** Whether the scalar takes this number, such as a year, an id or a decimal. */
            private boolean isNumber(Object input) {
                return switch (input) {
                    case Integer whole -> ALSO_WHOLE.contains(name);
                    case Long whole -> ALSO_WHOLE.contains(name);
                    case BigInteger whole -> ALSO_WHOLE.contains(name);
                    case BigDecimal number -> name.equals("Decimal");
                    case Double number -> name.equals("Decimal") && Double.isFinite(number);
                    default -> false;
                };
            }

            private static String text(Object input) {
                return switch (input) {
                    case BigDecimal number -> number.toPlainString();
                    case Double number -> BigDecimal.valueOf(number).toPlainString();
                    default -> input.toString();
                };
            }

            @Override
            public String serialize(Object value, GraphQLContext context, Locale locale) {
                return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
            }

            @Override
            public Object parseValue(Object input, GraphQLContext context, Locale locale) {
                if (input instanceof String || isNumber(input)) {
                    try {
                        return parse.apply(text(input));
                    } catch (RuntimeException e) {
                        throw new CoercingParseValueException(message(input), e);
                    }
                }
                throw new CoercingParseValueException(message(input));
            }

            @Override
            public Object parseLiteral(
                    Value<?> literal, CoercedVariables variables, GraphQLContext context, Locale locale) {
                Object input = switch (literal) {
                    case StringValue text -> text.getValue();
                    case IntValue whole -> whole.getValue();
                    case FloatValue number -> number.getValue();
                    default -> literal;
                };
                try {
                    return parseValue(Objects.requireNonNull(input), context, locale);
                } catch (CoercingParseValueException e) {
                    throw new CoercingParseLiteralException(e.getMessage(), e);
                }
            }

            private String message(Object input) {
                String shown = switch (input) {
                    case Value<?> literal -> "a literal of another type";
                    case Map<?, ?> object -> "an object";
                    case List<?> list -> "a list";
                    default -> "'" + input + "'";
                };
                return "%s: %s (expected: %s)".formatted(name, shown, expected);
            }
        }

        /** A scalar of answers alone. */
        private static final class Anything implements Coercing<Object, Object> {
            @Override
            public Object serialize(Object value, GraphQLContext context, Locale locale) {
                return value;
            }
        }
    }
}
