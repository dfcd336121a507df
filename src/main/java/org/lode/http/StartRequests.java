package org.lode.http;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.json.JsonMapper;

/** The first requests of the pages: the example queries, and the first operation of each view. */
public final class StartRequests {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Values of required variables, by the name of the view. */
    private static final Map<String, Map<String, Object>> VARIABLES = Map.of(
            "changes", Map.of("from", Map.of("sequence", 1), "to", Map.of("sequence", 2)),
            "record", Map.of("id", "project:lofdal"),
            "search", Map.of("text", "rare earth"),
            "story", Map.of("id", "deal:lynas-japan-supply"));

    private StartRequests() {}

    /** Returns the bodies of POST requests for GraphQL, as JSON. */
    public static List<String> bodies() {
        WebFiles files = new WebFiles();
        Stream<Map<String, Object>> queries =
                StartQuery.all(files).stream().map(query -> Map.of("query", query.text()));
        Stream<Map<String, Object>> views = new Views(files)
                .all().stream()
                        .map(view -> Map.of(
                                "query", view.document(),
                                "operationName", view.operation(),
                                "variables", VARIABLES.getOrDefault(view.name(), Map.of())));
        return Stream.concat(queries, views).map(JSON::writeValueAsString).toList();
    }

    /**
     * An example query. The first line of its file is its title, the second a sentence, and the rest the operation.
     *
     * @param slug its name in addresses: the name of its file without the number
     * @param text the whole file
     */
    record StartQuery(String slug, String title, String sentence, String text) {
        private static final Pattern FILE = Pattern.compile("queries/[0-9]+-([a-z-]+)\\.graphql");
        private static final int SHOWN_LINES = 7;

        /** Returns all, in the order of the numbers in the names of their files. */
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

        /** Returns the HTML of its card on the page for developers. */
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
}
