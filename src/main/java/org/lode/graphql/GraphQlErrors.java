package org.lode.graphql;

import graphql.ErrorClassification;
import graphql.ErrorType;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure;
import org.lode.model.Failure.Code;
import org.lode.model.Failure.TimedOut;
import org.lode.model.Failure.Unavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Errors of answers. Each has a code, and the words of this class or of {@code i18n/*_en__lode.properties}. A failure of Lode itself
 * shows nothing but the id under which the log has it.
 */
public final class GraphQlErrors {
    /** The locale of graphql-java's messages: those in {@code i18n/*_en__lode.properties}, and for all others its English ones. */
    public static final Locale LOCALE = Locale.of("en", "", "lode");

    private static final Logger LOG = LoggerFactory.getLogger(GraphQlErrors.class);
    private static final String CODE = "code";
    private static final Set<ErrorClassification> OF_CLIENTS =
            Set.of(ErrorType.ValidationError, ErrorType.InvalidSyntax, ErrorType.OperationNotSupported);

    /** graphql-java prints a literal as {@code StringValue{value='x'}}. */
    private static final Pattern LITERAL = Pattern.compile(
            "(Validation error \\([^)]*\\) : [a-z ]+(?:'[^']*')?) with value (\\w+)Value\\{(?:\\w+=(.*))?}( is not a valid '.*)",
            Pattern.DOTALL);

    /** No resource bundle has this message. */
    private static final Pattern NO_OBJECT = Pattern.compile(
            "Expected type 'Map' but was '\\w+'\\. Variables for input objects must be an instance of type 'Map'\\.$");

    private GraphQlErrors() {}

    /** Returns the error for a failure of the request with this id. */
    public static GraphQLError of(Throwable thrown, String id) {
        return of(thrown, id, GraphqlErrorBuilder.newError());
    }

    /**
     * Returns the error for a failure.
     *
     * @param id of the request
     * @param builder has the place of the field
     */
    static GraphQLError of(Throwable thrown, String id, GraphqlErrorBuilder<?> builder) {
        if (thrown instanceof GraphQLError refusal) {
            // graphql-java refuses some arguments itself.
            return withCode(
                    builder.message("%s", refusal.getMessage())
                            .errorType(refusal.getErrorType())
                            .build(),
                    id);
        }
        Failure failure = failure(thrown);
        if (failure == null) {
            LOG.error("request {} failed", id, thrown);
            return internal(id, builder);
        }
        return builder.message("%s", failure.getMessage())
                .errorType(
                        failure instanceof Unavailable || failure instanceof TimedOut
                                ? org.springframework.graphql.execution.ErrorType.INTERNAL_ERROR
                                : org.springframework.graphql.execution.ErrorType.BAD_REQUEST)
                .extensions(failure.extensions())
                .build();
    }

    /** Returns the code of an error that has one. */
    public static Code code(GraphQLError error) {
        return Code.valueOf(
                String.valueOf(Objects.requireNonNull(error.getExtensions()).get(CODE)));
    }

    /** Adds codes to the errors of graphql-java, and rewrites their messages. The client causes all but nulls in non-null fields. */
    static List<GraphQLError> withCodes(List<GraphQLError> errors, String id) {
        return errors.stream().map(error -> withCode(error, id)).toList();
    }

    private static GraphQLError withCode(GraphQLError error, String id) {
        Map<String, Object> given = Objects.requireNonNullElse(error.getExtensions(), Map.of());
        if (given.containsKey(CODE)) {
            return error;
        }
        GraphqlErrorBuilder<?> builder = GraphqlErrorBuilder.newError().locations(error.getLocations());
        if (error.getPath() != null) {
            builder.path(error.getPath());
        }
        if (!OF_CLIENTS.contains(error.getErrorType())) {
            LOG.error("request {} failed: {}", id, error.getMessage());
            return internal(id, builder);
        }
        Map<String, Object> extensions = new LinkedHashMap<>(given);
        extensions.put(CODE, Code.BAD_USER_INPUT.name());
        return builder.message("%s", plain(error.getMessage()))
                .errorType(error.getErrorType())
                .extensions(extensions)
                .build();
    }

    /** Rewrites a message: the literal in it as the document has it, objects and lists left out. */
    private static String plain(String message) {
        Matcher literal = LITERAL.matcher(message);
        if (!literal.matches()) {
            return NO_OBJECT.matcher(message).replaceFirst("expected an object");
        }
        String given = switch (literal.group(2)) {
            case "Object", "Array", "Null" -> "";
            default -> " with value " + literal.group(3);
        };
        return literal.group(1) + given + literal.group(4);
    }

    private static GraphQLError internal(String id, GraphqlErrorBuilder<?> builder) {
        return builder.message("internal error %s", id)
                .errorType(org.springframework.graphql.execution.ErrorType.INTERNAL_ERROR)
                .extensions(Map.of(CODE, Code.INTERNAL.name(), "id", id))
                .build();
    }

    private static @Nullable Failure failure(@Nullable Throwable thrown) {
        if (thrown instanceof Failure failure) {
            return failure;
        }
        return thrown == null ? null : failure(thrown.getCause());
    }
}
