package org.lode.graphql;

import graphql.language.Definition;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Node;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.org.antlr.v4.runtime.CharStreams;
import graphql.org.antlr.v4.runtime.Token;
import graphql.parser.antlr.GraphqlLexer;
import graphql.schema.DataFetcher;
import graphql.schema.FieldCoordinates;
import graphql.schema.GraphQLDirective;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.Code;
import org.lode.model.Failure.LimitExceeded;

/**
 * Checks a document beyond the rules of graphql-java: its text and its size against the limits, the root fields of subscriptions,
 * and its directives.
 *
 * <p>The limits of graphql-java 26 ({@code QueryComplexityLimits}) know depth and number of fields alone, and its errors name neither
 * the limit nor the setting.
 */
final class DocumentChecks {
    private static final Set<String> UNSERVED = Set.of("defer", "experimental_disableErrorPropagation");

    private DocumentChecks() {}

    /** Returns the text in the form that the parser takes. Fails if it is too large or nested too deeply. */
    static String parsable(String text, OperationSettings.Limits limits) {
        LimitExceeded.check(Code.QUERY_TOO_LARGE, "characters", text.length(), limits.characters());
        return new Text(text, limits).parsable();
    }

    /** Fails if the document is larger than a limit allows. */
    static void checkSize(Document document, OperationSettings.Limits limits) {
        new Measurement(document, limits).check(document);
    }

    /**
     * Fails at {@code @skip} or {@code @include} at the root of a subscription.
     *
     * @return whether every fragment at such a root exists and has the type of subscriptions, so that the engine finds a field
     */
    static boolean checkSubscriptions(Document document, GraphQLSchema schema) {
        GraphQLObjectType type = schema.getSubscriptionType();
        boolean sound = true;
        for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
            if (type != null && operation.getOperation() == OperationDefinition.Operation.SUBSCRIPTION) {
                sound &= new SubscriptionRoot(document, type.getName()).isSound(operation.getSelectionSet());
            }
        }
        return sound;
    }

    /**
     * Returns the same schema, whose introspection names only the directives that are served.
     *
     * <p>graphql-java 26 adds others to every schema, and offers no switch: {@code GraphQLSchema.Builder} adds them whenever a schema
     * is built.
     */
    static GraphQLSchema withoutUnserved(GraphQLSchema schema) {
        List<GraphQLDirective> served = schema.getDirectives().stream()
                .filter(directive -> !UNSERVED.contains(directive.getName()))
                .toList();
        DataFetcher<List<GraphQLDirective>> fetcher = env -> served;
        return schema.transformWithoutTypes(builder -> builder.codeRegistry(schema.getCodeRegistry()
                .transform(code -> code.dataFetcher(FieldCoordinates.coordinates("__Schema", "directives"), fetcher))));
    }

    private static Map<String, FragmentDefinition> fragments(Document document) {
        return document.getDefinitionsOfType(FragmentDefinition.class).stream()
                .collect(Collectors.toMap(FragmentDefinition::getName, each -> each, (first, second) -> second));
    }

    /** Refuses a valid document that uses a directive that is not served. */
    static void refuseUnserved(Document document) {
        nodes(document, Directive.class)
                .map(Directive::getName)
                .filter(UNSERVED::contains)
                .findFirst()
                .ifPresent(name -> {
                    throw new BadInput("directive", "@" + name, "a directive of the schema");
                });
    }

    /** Returns the nodes of a kind in a tree, each before those below it. */
    static <T> Stream<T> nodes(Node<?> tree, Class<T> kind) {
        Stream<T> below = tree.getChildren().stream().flatMap(child -> nodes(child, kind));
        return kind.isInstance(tree) ? Stream.concat(Stream.of(kind.cast(tree)), below) : below;
    }

    /**
     * Scans the tokens of a document before it is parsed.
     *
     * <p>Descriptions of operations, fragments and variables (GraphQL of September 2025) are replaced by spaces, since the parser
     * does not know them; lines and columns stay as they were. Tokens and nesting are counted, so that the parser meets no text
     * that would exhaust it.
     */
    private static final class Text {
        private final OperationSettings.Limits limits;
        private final int[] text;
        private int tokens;
        private int braces;
        private int brackets;
        private @Nullable Token last;
        private @Nullable Token held;

        Text(String text, OperationSettings.Limits limits) {
            this.text = text.codePoints().toArray();
            this.limits = limits;
        }

        String parsable() {
            GraphqlLexer lexer = new GraphqlLexer(CharStreams.fromString(new String(text, 0, text.length)));
            lexer.removeErrorListeners();
            for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
                if (token.getChannel() == Token.DEFAULT_CHANNEL) {
                    take(token);
                }
            }
            return new String(text, 0, text.length);
        }

        private void take(Token token) {
            LimitExceeded.check(Code.QUERY_TOO_LARGE, "tokens", ++tokens, limits.tokens());
            if (held != null && described(token)) {
                blank(held);
            }
            held = describes(token) ? token : null;
            nest(token.getText());
            last = token;
        }

        /** Whether a token can be a description: a string that is not a value, outside of a selection. */
        private boolean describes(Token token) {
            boolean string = token.getType() == GraphqlLexer.StringValue;
            boolean value = last != null
                    && (last.getText().equals("=") || last.getText().equals(":"));
            return string && !value && braces == 0 && brackets <= 1;
        }

        private boolean described(Token token) {
            return switch (token.getType()) {
                case GraphqlLexer.QUERY, GraphqlLexer.MUTATION, GraphqlLexer.SUBSCRIPTION, GraphqlLexer.FRAGMENT ->
                    brackets == 0;
                default -> brackets == 1 && token.getText().equals("$");
            };
        }

        private void blank(Token description) {
            for (int at = description.getStartIndex(); at <= description.getStopIndex(); at++) {
                text[at] = text[at] == '\n' || text[at] == '\r' ? text[at] : ' ';
            }
        }

        private void nest(String token) {
            switch (token) {
                case "{" -> braces++;
                case "}" -> braces--;
                case "(", "[" -> brackets++;
                case ")", "]" -> brackets--;
                default -> {}
            }
            LimitExceeded.check(Code.QUERY_TOO_DEEP, "nesting", braces + brackets, limits.nesting());
        }
    }

    /**
     * Measures a document with its fragments expanded. It measures each fragment once instead of expanding it.
     *
     * <p>It runs before validation, some of whose rules take long on large documents. A fragment within itself counts as nothing
     * here; validation refuses it.
     */
    private static final class Measurement {
        private static final long MOST = 1L << 40;

        private final OperationSettings.Limits limits;
        private final Map<String, FragmentDefinition> fragments;
        private final Map<String, Size> measured = new HashMap<>();
        private long aliases;
        private long duplicates;

        Measurement(Document document, OperationSettings.Limits limits) {
            this.limits = limits;
            this.fragments = fragments(document);
        }

        void check(Document document) {
            Size whole = Size.NONE;
            for (Definition<?> definition : document.getDefinitions()) {
                whole = whole.with(
                        switch (definition) {
                            case OperationDefinition operation -> measure(operation.getSelectionSet());
                            // Validation also walks through fragments that no operation spreads.
                            case FragmentDefinition fragment ->
                                new Size(0, measure(fragment).depth());
                            default -> Size.NONE;
                        });
            }
            LimitExceeded.check(Code.QUERY_TOO_LARGE, "aliases", aliases, limits.aliases());
            LimitExceeded.check(Code.QUERY_TOO_LARGE, "duplicates", duplicates, limits.duplicates());
            LimitExceeded.check(Code.QUERY_TOO_DEEP, "depth", whole.depth(), limits.depth());
            LimitExceeded.check(Code.QUERY_TOO_LARGE, "fields", whole.fields(), limits.fields());
        }

        private Size measure(@Nullable SelectionSet braces) {
            if (braces == null) {
                return Size.NONE;
            }
            LimitExceeded.check(
                    Code.QUERY_TOO_LARGE, "breadth", braces.getSelections().size(), limits.breadth());
            countNames(braces);
            Size size = Size.NONE;
            for (Selection<?> selection : braces.getSelections()) {
                size = size.with(
                        switch (selection) {
                            case Field field -> measure(field.getSelectionSet()).below();
                            case InlineFragment inline -> measure(inline.getSelectionSet());
                            case FragmentSpread spread -> measure(fragments.get(spread.getName()));
                            default -> Size.NONE;
                        });
            }
            return size;
        }

        private Size measure(@Nullable FragmentDefinition fragment) {
            if (fragment == null) {
                return Size.NONE;
            }
            Size known = measured.putIfAbsent(fragment.getName(), Size.NONE);
            if (known == null) {
                known = measure(fragment.getSelectionSet());
                measured.put(fragment.getName(), known);
            }
            return known;
        }

        private void countNames(SelectionSet braces) {
            Set<String> names = new HashSet<>();
            for (Field field : braces.getSelectionsOfType(Field.class)) {
                aliases += field.getAlias() == null ? 0 : 1;
                duplicates += names.add(field.getResultKey()) ? 0 : 1;
            }
        }

        /** @param fields number of fields, fragments expanded */
        private record Size(long fields, int depth) {
            static final Size NONE = new Size(0, 0);

            Size with(Size other) {
                return new Size(Math.min(fields + other.fields, MOST), Math.max(depth, other.depth));
            }

            Size below() {
                return new Size(fields + 1, depth + 1);
            }
        }
    }

    /**
     * Checks the root selections of subscriptions, which must not depend on variables (GraphQL of September 2025, 5.2.4.1).
     *
     * <p>graphql-java throws an exception in its own rule of the single root field when no field is left at the root.
     */
    private static final class SubscriptionRoot {
        private final Map<String, FragmentDefinition> fragments;
        private final Map<String, Boolean> checked = new HashMap<>();
        private final String type;

        SubscriptionRoot(Document document, String type) {
            this.type = type;
            this.fragments = fragments(document);
        }

        boolean isSound(@Nullable SelectionSet root) {
            boolean sound = root != null;
            for (Selection<?> selection : root == null ? List.<Selection<?>>of() : root.getSelections()) {
                if (selection instanceof DirectivesContainer<?> container) {
                    container.getDirectives().forEach(SubscriptionRoot::requireUnconditional);
                }
                sound &= switch (selection) {
                    case Field field -> true;
                    case InlineFragment inline ->
                        isSound(inline.getSelectionSet()) && isOfType(inline.getTypeCondition());
                    case FragmentSpread spread -> isSound(fragments.get(spread.getName()));
                    default -> false;
                };
            }
            return sound;
        }

        private boolean isSound(@Nullable FragmentDefinition fragment) {
            if (fragment == null) {
                return false;
            }
            // The value stays for a fragment that spreads itself.
            Boolean known = checked.putIfAbsent(fragment.getName(), false);
            if (known == null) {
                known = isSound(fragment.getSelectionSet()) && isOfType(fragment.getTypeCondition());
                checked.put(fragment.getName(), known);
            }
            return known;
        }

        private boolean isOfType(@Nullable TypeName condition) {
            return condition == null || condition.getName().equals(type);
        }

        private static void requireUnconditional(Directive directive) {
            if (directive.getName().equals("skip") || directive.getName().equals("include")) {
                throw new BadInput(
                        "subscription", "@" + directive.getName(), "a root field without @skip and @include");
            }
        }
    }
}
