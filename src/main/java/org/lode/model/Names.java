package org.lode.model;

import java.util.Locale;

/** Converts names between the conventions of files and GraphQL. */
public final class Names {
    private Names() {}

    /** {@code fx_rates} becomes {@code fxRates}. */
    public static String camel(String snake) {
        StringBuilder camel = new StringBuilder();
        for (String word : snake.split("_")) {
            camel.append(camel.isEmpty() ? word : upperFirst(word));
        }
        return camel.toString();
    }

    /** {@code usdAmount} becomes {@code USD_AMOUNT}. */
    public static String constant(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    public static String lowerFirst(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    public static String upperFirst(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
