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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lode.model.BadInput;
import org.lode.model.LimitExceeded;
import org.lode.model.Sha256;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.stereotype.Component;

/**
 * Parses and validates each document once, and remembers what became of it: also of those that failed, since a client that
 * sends a bad one sends it again.
 *
 * <p>Bounded by the memory that they take, as far as it can be told.
 */
@Component
final class Documents implements PreparsedDocumentProvider, GraphQlSourceBuilderCustomizer {
    /** Memory of a parsed document for each character, at most: measured on documents of nothing but short values. */
    private static final int PARSED = 64;

    private static final int OVERHEAD = 1_000;

    /** Asked for with the first request only, since the engine itself needs the documents. */
    private final ObjectProvider<GraphQlSource> source;

    private final LimitSettings limits;
    private final ParserOptions options;
    private final Cache<String, Outcome> known;

    Documents(ObjectProvider<GraphQlSource> source, LimitSettings limits, CacheSettings cache) {
        this.source = source;
        this.limits = limits;
        this.options = ParserOptions.getDefaultOperationParserOptions()
                .transform(builder -> builder.maxCharacters(limits.characters()).maxTokens(limits.tokens()));
        this.known = Caffeine.newBuilder()
                .maximumWeight(cache.documentSize().toBytes())
                .weigher(Documents::weight)
                .build();
    }

    /** What became of a document: its operations can run, or it is refused. */
    sealed interface Outcome {
        /** The form in which graphql-java takes it. */
        PreparsedDocumentEntry entry();
    }

    /** A document that is parsed, within all limits, and valid. */
    record Valid(PreparsedDocumentEntry entry, List<Operation.Prepared> operations) implements Outcome {
        static Valid of(GraphQLSchema schema, String text, Document document) {
            String sha256 = Sha256.hex(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
            List<Operation.Prepared> operations = document.getDefinitionsOfType(OperationDefinition.class).stream()
                    .map(definition -> new Operation.Prepared(schema, document, definition, sha256))
                    .toList();
            return new Valid(new PreparsedDocumentEntry(document), operations);
        }

        /** The operation with this name, or the only one; none if the document leaves it open. */
        Optional<Operation.Prepared> operation(@Nullable String name) {
            List<Operation.Prepared> fitting = name == null || name.isEmpty()
                    ? operations
                    : operations.stream()
                            .filter(operation -> name.equals(operation.name()))
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

    /** What becomes of a document with this text. */
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
     * Tells which rules of the engine apply. Cost bounds introspection here: the engine would refuse what tools send, such as
     * {@code __type} four times.
     *
     * @param sound whether the engine can check the root fields of subscriptions
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
