package org.lode.record;

import static graphql.Scalars.GraphQLID;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.IntValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import graphql.schema.idl.RuntimeWiring;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.lode.kind.PartialDate;

/** The scalars of the schema. Each is text in JSON but for JSON itself. */
final class Scalars {
    private Scalars() {}

    /** Wires them all, and a stricter ID in place of the engine's, which takes objects and lists as well. */
    static void wire(RuntimeWiring.Builder wiring) {
        all().forEach(wiring::scalar);
        // Else no scalar may be wired a second time.
        wiring.strictMode(false);
        wiring.scalar(GraphQLID.transform(id -> id.coercing(new Text("ID", text -> text, "text or a whole number"))));
        wiring.strictMode(true);
    }

    private static List<GraphQLScalarType> all() {
        return List.of(
                scalar("Decimal", Scalars::decimal, "an exact number as text, such as \"250000000\" or \"0.7365\""),
                scalar("Date", LocalDate::parse, "a day, YYYY-MM-DD"),
                scalar("DateTime", Instant::parse, "a moment, such as 2026-11-22T09:00:00Z"),
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

    /** A value that is written as text and read from text; Decimal and ID are also read from a whole number. */
    private record Text(String name, Function<String, Object> parse, String expected)
            implements Coercing<Object, String> {
        private static final Set<String> ALSO_WHOLE = Set.of("Decimal", "ID");

        @Override
        public String serialize(Object value, GraphQLContext context, Locale locale) {
            return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
        }

        @Override
        public Object parseValue(Object input, GraphQLContext context, Locale locale) {
            boolean whole = input instanceof Integer || input instanceof Long || input instanceof BigInteger;
            if (input instanceof String || (ALSO_WHOLE.contains(name) && whole)) {
                try {
                    return parse.apply(input.toString());
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

    /** A value that is only ever written. */
    private static final class Anything implements Coercing<Object, Object> {
        @Override
        public Object serialize(Object value, GraphQLContext context, Locale locale) {
            return value;
        }
    }
}
