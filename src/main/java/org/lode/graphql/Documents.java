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
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLSchema;
import graphql.validation.OperationValidationRule;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.lode.model.Failure;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.LimitExceeded;

/**
 * Parses and validates each document once, and remembers what became of it: also of those that failed, since a client that
 * sends a bad one sends it again.
 *
 * <p>Bounded by the memory that they take, as far as it can be told.
 */
final class Documents implements PreparsedDocumentProvider {
    /** Memory of a parsed document for each character, at most: measured on documents of nothing but short values. */
    private static final int PARSED = 64;

    private static final int OVERHEAD = 1_000;

    private final Supplier<GraphQLSchema> schema;
    private final LimitSettings limits;
    private final ParserOptions options;
    private final Cache<String, Prepared> known;

    Documents(Supplier<GraphQLSchema> schema, LimitSettings limits, CacheSettings cache) {
        this.schema = schema;
        this.limits = limits;
        this.options = ParserOptions.getDefaultOperationParserOptions()
                .transform(builder -> builder.maxCharacters(limits.characters()).maxTokens(limits.tokens()));
        this.known = Caffeine.newBuilder()
                .maximumWeight(cache.documentSize().toBytes())
                .weigher(Documents::weight)
                .build();
    }

    /** What becomes of a document with this text. */
    Prepared prepare(String text) {
        return text.length() > limits.characters() ? made(text) : known.get(text, this::made);
    }

    private static int weight(String text, Prepared prepared) {
        return OVERHEAD
                + switch (prepared) {
                    case Prepared.Ready ready -> PARSED * text.length();
                    case Prepared.Refused refused ->
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

    private Prepared made(String text) {
        try {
            Document document = parse(DocumentText.parsable(text, limits));
            DocumentSize.check(document, limits);
            boolean sound = SubscriptionRoot.check(document, schema.get());
            List<? extends GraphQLError> errors = ParseAndValidate.validate(
                    schema.get(), document, rule -> isChecked(rule, sound), EngineWords.LOCALE);
            if (errors.isEmpty() && text.contains("@")) {
                Directives.refuseUnserved(document);
            }
            return errors.isEmpty()
                    ? new Prepared.Ready(schema.get(), text, document)
                    : new Prepared.Refused(List.copyOf(errors));
        } catch (LimitExceeded | BadInput refusal) {
            return refused(refusal);
        } catch (InvalidSyntaxException e) {
            return new Prepared.Refused(List.of(e.toInvalidSyntaxError()));
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

    private static Prepared refused(Failure failure) {
        return new Prepared.Refused(List.of(GraphqlErrorBuilder.newError()
                .message("%s", failure.getMessage())
                .errorType(ErrorType.ValidationError)
                .extensions(failure.extensions())
                .build()));
    }

    private Document parse(String text) {
        return new Parser()
                .parseDocument(ParserEnvironment.newParserEnvironment()
                        .document(text)
                        .parserOptions(options)
                        .locale(EngineWords.LOCALE)
                        .build());
    }
}
