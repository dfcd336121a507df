package org.lode.graphql;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How GraphQL's engine speaks to clients: in one language, whichever they prefer, and never of its own classes. */
public final class EngineWords {
    /** Chooses our words over the engine's: those in {@code i18n/*_en__lode.properties}, and for all others its English ones. */
    public static final Locale LOCALE = Locale.of("en", "", "lode");

    /** The engine prints a literal as {@code StringValue{value='x'}}. */
    private static final Pattern LITERAL = Pattern.compile(
            "(Validation error \\([^)]*\\) : [a-z ]+(?:'[^']*')?) with value (\\w+)Value\\{(?:\\w+=(.*))?}( is not a valid '.*)",
            Pattern.DOTALL);

    /** No bundle of the engine has this one. */
    private static final Pattern NO_OBJECT = Pattern.compile(
            "Expected type 'Map' but was '\\w+'\\. Variables for input objects must be an instance of type 'Map'\\.$");

    private EngineWords() {}

    /** A message of the engine with the literal that it names as it stands in GraphQL; objects and lists are left out. */
    public static String plain(String message) {
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
}
