package org.lode.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.web.util.HtmlUtils;

/**
 * A query to begin with: its file says a title on the first line, a sentence on the second, and what is asked after these.
 *
 * @param slug what its address calls it: the name of its file without the number that orders them
 * @param text the whole file
 */
record StartQuery(String slug, String title, String sentence, String text) {
    private static final String FILES = "classpath*:graphiql/queries/*.graphql";
    private static final int SHOWN_LINES = 7;

    /** All there are, in their order. */
    static List<StartQuery> all() {
        try {
            return Stream.of(new PathMatchingResourcePatternResolver().getResources(FILES))
                    .sorted(Comparator.comparing(StartQuery::name))
                    .map(StartQuery::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StartQuery of(Resource file) {
        try {
            String text = file.getContentAsString(StandardCharsets.UTF_8);
            List<String> lines = text.lines().toList();
            String slug = name(file).replaceFirst("^[0-9]+-", "").replaceFirst("\\.graphql$", "");
            return new StartQuery(slug, said(lines.get(0)), said(lines.get(1)), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String said(String comment) {
        return comment.replaceFirst("^# ", "");
    }

    private static String name(Resource file) {
        return Objects.requireNonNull(file.getFilename());
    }

    /** The card that leads to it on the start page. */
    String card() {
        String shown = text.lines().skip(2).limit(SHOWN_LINES).collect(Collectors.joining("\n"));
        return """
                <li><a class="card" href="/graphiql?start=%s">
                <h3>%s</h3>
                <p>%s</p>
                <pre aria-hidden="true">%s</pre>
                </a></li>
                """.formatted(
                        slug, HtmlUtils.htmlEscape(title), HtmlUtils.htmlEscape(sentence), HtmlUtils.htmlEscape(shown));
    }
}
