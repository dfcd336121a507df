package org.lode.http;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page below {@code web/} with places such as <code>{{title}}</code>. */
public final class PageTemplate {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");

    private final String text;

    /** Reads a page that has to exist. */
    public PageTemplate(WebFiles files, String name) {
        this.text = files.text(name);
    }

    /** Fills every place, in one go: what is put in may itself look like a place. The values are HTML. */
    public String filled(Map<String, String> values) {
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(Objects.requireNonNull(values.get(place.group(1)))));
    }
}
