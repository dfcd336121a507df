package org.lode.cite;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.http.WebFiles;
import org.lode.http.WebFiles.PageTemplate;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A citation as a page. */
@Component
final class CitationPage {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final WebFiles files;
    private final PageTemplate template;

    CitationPage(WebFiles files) {
        this.files = files;
        this.template = new PageTemplate(files, "citation.html");
    }

    /** Pages with equal stamps are made alike. */
    String stamp() {
        return files.stamp();
    }

    String html(Citation citation) {
        Map<String, String> parts = new LinkedHashMap<>(texts(citation));
        parts.replaceAll((name, text) -> HtmlUtils.htmlEscape(text));
        parts.put("sources", sources(citation));
        parts.put("warnings", warnings(citation));
        return template.filled(parts);
    }

    private Map<String, String> texts(Citation citation) {
        CitedQuery query = citation.query();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("stamp", files.stamp());
        texts.put("id", query.id());
        texts.put("version", citation.release().version());
        texts.put("published", citation.release().publishedAt().toString());
        texts.put("root", citation.release().root());
        texts.put("rows", citation.extent());
        texts.put("result", citation.run().sha256());
        texts.put("text", citation.text());
        texts.put("bibtex", citation.bibtex());
        texts.put("csl", JSON.writeValueAsString(citation.csl()));
        texts.put("document", query.document());
        texts.put("name", query.operationName() == null ? "" : query.operationName());
        texts.put("variables", JSON.writeValueAsString(query.variables()));
        texts.put("data", citation.data());
        texts.put("anywhere", citation.path() + citation.anywhere(""));
        texts.put("base", citation.path());
        return texts;
    }

    private static String warnings(Citation citation) {
        return citation.warnings().stream()
                .map(warning ->
                        "<p role=\"alert\"><strong>Warning: %s.</strong></p>".formatted(HtmlUtils.htmlEscape(warning)))
                .collect(Collectors.joining("\n"));
    }

    private static String sources(Citation citation) {
        return citation.sources().isEmpty()
                ? "<p>The answer tells of no record that has a source.</p>"
                : citation.sources().stream()
                        .map(CitationPage::source)
                        .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>"));
    }

    private static String source(CitedSources.Source source) {
        String title = HtmlUtils.htmlEscape(source.title());
        String url = source.url() == null ? "" : source.url();
        String named = url.matches("https?://.*")
                ? "<a href=\"%s\" rel=\"noreferrer\">%s</a>".formatted(HtmlUtils.htmlEscape(url), title)
                : title;
        return "<li>%s%s%s <span class=\"small\">%s, cited %d %s</span></li>"
                .formatted(
                        named,
                        said(source.publisher()),
                        said(source.published()),
                        HtmlUtils.htmlEscape(source.id()),
                        source.citations(),
                        source.citations() == 1 ? "time" : "times");
    }

    private static String said(@Nullable String part) {
        return part == null ? "" : ", " + HtmlUtils.htmlEscape(part);
    }
}
