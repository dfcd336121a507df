package org.lode.graphql;

import graphql.org.antlr.v4.runtime.CharStreams;
import graphql.org.antlr.v4.runtime.Token;
import graphql.parser.antlr.GraphqlLexer;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.Code;
import org.lode.model.Failure.LimitExceeded;

/**
 * Looks at the tokens of a document before it is parsed.
 *
 * <p>Descriptions of operations, fragments and variables (GraphQL of September 2025) are replaced by spaces, since the parser
 * does not know them; lines and columns stay as they were. Tokens and nesting are counted, so that the parser meets no text
 * that would exhaust it.
 */
final class DocumentText {
    private final LimitSettings limits;
    private final int[] text;
    private int tokens;
    private int braces;
    private int brackets;
    private @Nullable Token last;
    private @Nullable Token held;

    private DocumentText(String text, LimitSettings limits) {
        this.text = text.codePoints().toArray();
        this.limits = limits;
    }

    /** The text as the parser takes it; fails if it is too large or nested too deeply. */
    static String parsable(String text, LimitSettings limits) {
        LimitExceeded.check(Code.QUERY_TOO_LARGE, "characters", text.length(), limits.characters());
        return new DocumentText(text, limits).parsable();
    }

    private String parsable() {
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
        boolean value =
                last != null && (last.getText().equals("=") || last.getText().equals(":"));
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
