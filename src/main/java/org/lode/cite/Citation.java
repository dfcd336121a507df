package org.lode.cite;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.cite.CitedQuery.Resolved;
import org.lode.cite.CitedQueryRunner.Result;
import org.lode.cite.CitedQueryRunner.Source;
import org.lode.http.MediaTypes;
import org.lode.http.WebFiles.PageTemplate;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.lode.release.Dataset;
import org.lode.release.Dataset.BibTeX;
import org.lode.release.Release;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A citation of the answer to a query, in all its formats.
 *
 * @param result of the query today
 * @param sources of the records in the answer, by id
 * @param server address of the server, without a slash at its end
 */
record Citation(Resolved cited, Result result, List<Source> sources, Dataset dataset, String server) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Digits of the query's id in the key of an entry in a bibliography. */
    private static final int KEY_DIGITS = 12;

    /** The formats of a citation. A client that accepts any gets the first. */
    enum Format {
        JSON("application/json"),
        PAGE("text/html;charset=UTF-8"),
        TEXT("text/plain;charset=UTF-8"),
        BIBTEX("application/x-bibtex;charset=UTF-8"),
        CSL("application/vnd.citationstyles.csl+json");

        private final String type;

        Format(String type) {
            this.type = type;
        }

        MediaType type() {
            return MediaType.parseMediaType(type);
        }

        /** Returns the format that the client prefers; fails when it accepts none. */
        static Format preferred(ServerRequest request) {
            HttpHeaders headers = request.headers().asHttpHeaders();
            return MediaTypes.accepted(headers).stream()
                    .filter(accepted -> accepted.getQualityValue() > 0)
                    .flatMap(accepted -> Arrays.stream(values()).filter(format -> accepted.includes(format.type())))
                    .findFirst()
                    .orElseThrow(() -> new BadRequest(
                            Code.NOT_ACCEPTABLE,
                            HttpHeaders.ACCEPT,
                            String.join(", ", headers.getOrEmpty(HttpHeaders.ACCEPT)),
                            Arrays.stream(values())
                                    .map(format -> format.type.replaceFirst(";.*", ""))
                                    .collect(Collectors.joining(", ", "one of ", ""))));
        }
    }

    /** Returns the body of a response, in UTF-8. {@code stamp} is the part of the page's addresses of scripts and styles. */
    byte[] bytes(Format format, PageTemplate page, String stamp) {
        String body = switch (format) {
            case JSON -> JSON.writeValueAsString(json());
            case PAGE -> html(page, stamp);
            case TEXT -> text() + "\n";
            case BIBTEX -> bibtex();
            case CSL -> JSON.writeValueAsString(csl());
        };
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a citation in a sentence or two, for a list of references. */
    private String text() {
        return "%s (%d). %s, release %s [Data set]. %s. %s. %s"
                .formatted(
                        dataset.creators(),
                        release().day().getYear(),
                        dataset.title(),
                        release().version(),
                        note(),
                        dataset.license(),
                        url());
    }

    private String bibtex() {
        return new BibTeX(key())
                .text("author", dataset.creators())
                .text("title", dataset.title() + ", release " + release().version())
                .plain("year", release().day().getYear())
                .plain("month", release().day().getMonthValue())
                .plain("version", release().version())
                .text("howpublished", "Data set")
                .plain("url", url())
                .text("note", note() + ". " + dataset.license())
                .entry();
    }

    /** Returns an item of CSL JSON, the data model of citation processors. */
    private ObjectNode csl() {
        LocalDate day = release().day();
        List<Integer> issued = List.of(day.getYear(), day.getMonthValue(), day.getDayOfMonth());
        return JSON.createObjectNode()
                .put("id", key())
                .put("type", "dataset")
                .put("title", dataset.title())
                .putPOJO("author", List.of(Map.of("literal", dataset.creators())))
                .put("publisher", dataset.creators())
                .put("version", release().version())
                .putPOJO("issued", Map.of("date-parts", List.of(issued)))
                .put("URL", url())
                .put("note", note() + ". " + dataset.license());
    }

    /** Returns the query, its release, its result and all other formats. */
    private ObjectNode json() {
        ObjectNode all = JSON.createObjectNode()
                .put("id", query().id())
                .put("document", query().document())
                .put("operationName", query().operationName())
                .putPOJO("variables", query().variables());
        all.putObject("release")
                .put("sequence", release().sequence())
                .put("version", release().version())
                .put("root", release().root())
                .put("publishedAt", release().publishedAt().toString())
                .putPOJO("withdrawn", cited.withdrawn().orElse(null));
        all.put("rows", result.records().size())
                .put("counted", result.counted())
                .put("resultSha256", result.sha256())
                .put("expectedSha256", cited.expected().isEmpty() ? null : cited.expected())
                .putPOJO("warnings", warnings())
                .putPOJO("sources", sources);
        all.putObject("citation").put("text", text()).put("bibtex", bibtex()).set("csl", csl());
        all.putObject("addresses")
                .put("here", cited.stored() ? path() + query().path() : null)
                .put("anywhere", path() + anywhere(""))
                .put("data", data());
        return all;
    }

    private String html(PageTemplate page, String stamp) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("stamp", stamp);
        values.put("id", query().id());
        values.put("version", release().version());
        values.put("published", release().publishedAt().toString());
        values.put("root", release().root());
        values.put("rows", extent());
        values.put("result", result.sha256());
        values.put("text", text());
        values.put("bibtex", bibtex());
        values.put("csl", indented(csl()));
        values.put("document", query().document());
        values.put("name", Objects.requireNonNullElse(query().operationName(), ""));
        values.put("variables", indented(query().variables()));
        values.put("data", data());
        values.put("anywhere", path() + anywhere(""));
        values.put("base", path());
        values.replaceAll((name, text) -> HtmlUtils.htmlEscape(text));
        values.put(
                "sources",
                sources.isEmpty()
                        ? "<p>The answer tells of no record that has a source.</p>"
                        : sources.stream().map(Citation::html).collect(Collectors.joining("\n", "<ul>\n", "\n</ul>")));
        values.put(
                "warnings",
                warnings().stream()
                        .map(HtmlUtils::htmlEscape)
                        .map("<p role=\"alert\"><strong>Warning: %s.</strong></p>"::formatted)
                        .collect(Collectors.joining("\n")));
        return page.filled(values);
    }

    private static String indented(Object value) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }

    private static String html(Source source) {
        String title = HtmlUtils.htmlEscape(source.title());
        String url = HtmlUtils.htmlEscape(Objects.requireNonNullElse(source.url(), ""));
        String link = "<a href=\"%s\" rel=\"noreferrer\">%s</a>".formatted(url, title);
        return "<li>%s%s%s <span class=\"small\">%s, cited %d %s</span></li>"
                .formatted(
                        url.matches("https?://.*") ? link : title,
                        afterComma(source.publisher()),
                        afterComma(source.published()),
                        HtmlUtils.htmlEscape(source.id()),
                        source.citations(),
                        source.citations() == 1 ? "time" : "times");
    }

    private static String afterComma(@Nullable String text) {
        return text == null ? "" : ", " + HtmlUtils.htmlEscape(text);
    }

    /** Returns the path of the server's address: empty unless a proxy serves it below one. */
    String path() {
        return Objects.requireNonNullElse(URI.create(server).getRawPath(), "");
    }

    private CitedQuery query() {
        return cited.query();
    }

    private Release release() {
        return result.release();
    }

    private List<String> warnings() {
        return cited.warnings(result.sha256());
    }

    /** Returns the address of the answer's data: a path on the server's host. */
    private String data() {
        return path() + (cited.stored() ? query().path() + "/data" : anywhere("/data"));
    }

    private String anywhere(String below) {
        return query().address(below, cited.expected().isEmpty() ? result.sha256() : cited.expected());
    }

    private String url() {
        return server + (cited.stored() ? query().path() : anywhere(""));
    }

    private String note() {
        String warned =
                warnings().stream().map(warning -> ". WARNING: " + warning).collect(Collectors.joining());
        return "Query %s, root %s: %s, SHA-256 of the answer %s%s"
                .formatted(query().id(), release().root(), extent(), result.sha256(), warned);
    }

    /** Returns how many records the answer has, and how many records its counts and sums are made of. */
    private String extent() {
        String shown = records(result.records().size());
        String counted = "counts and sums of " + records(result.counted());
        return result.counted() == 0 ? shown : result.records().isEmpty() ? counted : shown + ", " + counted;
    }

    private static String records(long number) {
        return number + (number == 1 ? " record" : " records");
    }

    private String key() {
        return "lode-" + query().id().substring(0, KEY_DIGITS);
    }
}
