package org.lode.http;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.springframework.web.util.HtmlUtils;

/**
 * A query to begin with. The first line of its file is its title, the second a sentence, and the rest the operation.
 *
 * @param slug its name in addresses: the name of its file without the number
 * @param text the whole file
 */
record StartQuery(String slug, String title, String sentence, String text) {
    private static final Pattern FILE = Pattern.compile("queries/[0-9]+-([a-z-]+)\\.graphql");
    private static final int SHOWN_LINES = 7;

    /** Returns all of them, in the order of the numbers in their names. */
    static List<StartQuery> all(WebFiles files) {
        return StreamSupport.stream(files.names().spliterator(), false)
                .map(FILE::matcher)
                .filter(Matcher::matches)
                .map(file -> of(file.group(1), files.text(file.group())))
                .toList();
    }

    private static StartQuery of(String slug, String text) {
        List<String> lines = text.lines().toList();
        return new StartQuery(slug, comment(lines.get(0)), comment(lines.get(1)), text);
    }

    private static String comment(String line) {
        return line.replaceFirst("^# ", "");
    }

    /** Returns the card that leads to it on the page for developers. */
    String card() {
        String shown = text.lines().skip(2).limit(SHOWN_LINES).collect(Collectors.joining("\n"));
        return """
                <li><a class="card" href="graphiql?start=%s">
                <h3>%s</h3>
                <p>%s</p>
                <pre aria-hidden="true">%s</pre>
                </a></li>
                """.formatted(
                        slug, HtmlUtils.htmlEscape(title), HtmlUtils.htmlEscape(sentence), HtmlUtils.htmlEscape(shown));
    }
}
