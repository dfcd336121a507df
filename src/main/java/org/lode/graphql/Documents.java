package org.lode.graphql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.ErrorType;
import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.ParseAndValidate;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.execution.preparsed.PreparsedDocumentProvider;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaGenerator;
import graphql.validation.OperationValidationRule;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.LimitExceeded;
import org.lode.model.Sha256;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.stereotype.Component;

/**
 * Parses and validates documents, and caches the outcome by text. It caches refusals as well, since clients repeat bad documents.
 *
 * <p>{@code lode.cache.document-size} limits the estimated memory of the cache.
 */
@Component
final class Documents implements PreparsedDocumentProvider, GraphQlSourceBuilderCustomizer {
    /** Bytes of memory for each character of a parsed document, measured on documents of nothing but short values: an upper bound. */
    private static final int PARSED = 64;

    private static final int OVERHEAD = 1_000;

    /** Used from the first request on, since the source itself needs this bean. */
    private final ObjectProvider<GraphQlSource> source;

    private final OperationSettings.Limits limits;
    private final ParserOptions options;
    private final Cache<String, Outcome> known;

    Documents(ObjectProvider<GraphQlSource> source, OperationSettings.Limits limits, OperationSettings.Cache cache) {
        this.source = source;
        this.limits = limits;
        this.options = ParserOptions.getDefaultOperationParserOptions()
                .transform(builder -> builder.maxCharacters(limits.characters()).maxTokens(limits.tokens()));
        this.known = Caffeine.newBuilder()
                .maximumWeight(cache.documentSize().toBytes())
                .weigher(Documents::weight)
                .build();
    }

    /** The outcome of parsing and validation: {@link Valid} or {@link Refused}. */
    sealed interface Outcome {
        /** The form in which graphql-java takes it. */
        PreparsedDocumentEntry entry();
    }

    /** A document that is parsed, within all limits, and valid. */
    record Valid(PreparsedDocumentEntry entry, List<Operation.Prepared> operations) implements Outcome {
        static Valid of(GraphQLSchema schema, String text, Document document) {
            String sha256 = Sha256.hexOf(text);
            List<Operation.Prepared> operations = document.getDefinitionsOfType(OperationDefinition.class).stream()
                    .map(definition -> new Operation.Prepared(schema, document, definition, sha256))
                    .toList();
            return new Valid(new PreparsedDocumentEntry(document), operations);
        }

        /** Finds the operation with this name, or without a name the only one. Empty when there is no such one, or several. */
        Optional<Operation.Prepared> operation(@Nullable String name) {
            List<Operation.Prepared> fitting = operations.stream()
                    .filter(operation -> name == null || name.isEmpty() || name.equals(operation.name()))
                    .toList();
            return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
        }
    }

    /** A document that is refused. The same text is refused again. */
    record Refused(List<GraphQLError> errors) implements Outcome {
        @Override
        public PreparsedDocumentEntry entry() {
            return new PreparsedDocumentEntry(errors);
        }
    }

    @Override
    public void customize(GraphQlSource.SchemaResourceBuilder builder) {
        builder.configureGraphQl(engine -> engine.preparsedDocumentProvider(this));
        builder.schemaFactory((files, wiring) ->
                DocumentChecks.withoutUnserved(new SchemaGenerator().makeExecutableSchema(files, wiring)));
    }

    /** Parses and validates a text, or returns the outcome of the last time. */
    Outcome prepare(String text) {
        return text.length() > limits.characters() ? made(text) : known.get(text, this::made);
    }

    private static int weight(String text, Outcome outcome) {
        return OVERHEAD
                + switch (outcome) {
                    case Valid valid -> PARSED * text.length();
                    case Refused refused ->
                        2 * text.length()
                                + refused.errors().stream()
                                        .mapToInt(error -> OVERHEAD
                                                + 2 * error.getMessage().length())
                                        .sum();
                };
    }

    @Override
    public CompletableFuture<PreparsedDocumentEntry> getDocumentAsync(
            ExecutionInput input, Function<ExecutionInput, PreparsedDocumentEntry> engines) {
        return CompletableFuture.completedFuture(prepare(input.getQuery()).entry());
    }

    private Outcome made(String text) {
        try {
            Document document = parse(DocumentChecks.parsable(text, limits));
            DocumentChecks.checkSize(document, limits);
            GraphQLSchema schema = source.getObject().schema();
            boolean sound = DocumentChecks.checkSubscriptions(document, schema);
            List<? extends GraphQLError> errors =
                    ParseAndValidate.validate(schema, document, rule -> isChecked(rule, sound), GraphQlErrors.LOCALE);
            if (!errors.isEmpty()) {
                return new Refused(List.copyOf(errors));
            }
            if (text.contains("@")) {
                DocumentChecks.refuseUnserved(document);
            }
            return Valid.of(schema, text, document);
        } catch (LimitExceeded | BadInput refusal) {
            return new Refused(List.of(GraphqlErrorBuilder.newError()
                    .message("%s", refusal.getMessage())
                    .errorType(ErrorType.ValidationError)
                    .extensions(refusal.extensions())
                    .build()));
        } catch (InvalidSyntaxException e) {
            return new Refused(List.of(e.toInvalidSyntaxError()));
        }
    }

    /**
     * Selects the rules of graphql-java that apply. Its limit of introspection does not: it refuses queries that tools send, such as
     * {@code __type} four times. The cost limits introspection here.
     *
     * @param sound whether graphql-java can check the root fields of subscriptions
     */
    private static boolean isChecked(OperationValidationRule rule, boolean sound) {
        return rule != OperationValidationRule.GOOD_FAITH_INTROSPECTION
                && (sound || rule != OperationValidationRule.SUBSCRIPTION_UNIQUE_ROOT_FIELD);
    }

    private Document parse(String text) {
        return new Parser()
                .parseDocument(ParserEnvironment.newParserEnvironment()
                        .document(text)
                        .parserOptions(options)
                        .locale(GraphQlErrors.LOCALE)
                        .build());
    }
}
