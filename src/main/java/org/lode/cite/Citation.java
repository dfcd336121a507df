package org.lode.cite;

import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.release.Dataset;
import org.lode.release.Dataset.BibTeX;
import org.lode.release.Release;
import org.lode.release.Release.Withdrawn;

/**
 * How the answer to a query is cited.
 *
 * @param server its address
 */
record Citation(Cited cited, CitedRun run, List<CitedSources.Source> sources, Dataset dataset, String server) {
    private static final int SHORT = 12;

    /** A citation in a sentence or two, for a list of references. */
    String text() {
        return "%s (%d). %s, release %s [Data set]. %s. %s. %s"
                .formatted(
                        dataset.creators(),
                        day().getYear(),
                        dataset.title(),
                        release().version(),
                        note(),
                        dataset.license(),
                        url());
    }

    String bibtex() {
        return new BibTeX(key())
                .text("author", dataset.creators())
                .text("title", dataset.title() + ", release " + release().version())
                .plain("year", day().getYear())
                .plain("month", day().getMonthValue())
                .plain("version", release().version())
                .text("howpublished", "Data set")
                .plain("url", url())
                .text("note", note() + ". " + dataset.license())
                .entry();
    }

    /** An item as citation processors take it, which is CSL's data model in JSON. */
    Map<String, Object> csl() {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", key());
        item.put("type", "dataset");
        item.put("title", dataset.title());
        item.put("author", List.of(Map.of("literal", dataset.creators())));
        item.put("publisher", dataset.creators());
        item.put("version", release().version());
        item.put(
                "issued",
                Map.of("date-parts", List.of(List.of(day().getYear(), day().getMonthValue(), day().getDayOfMonth()))));
        item.put("URL", url());
        item.put("note", note() + ". " + dataset.license());
        return item;
    }

    /** All that is known of it. */
    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("id", query().id());
        all.put("document", query().document());
        all.put("operationName", query().operationName());
        all.put("variables", query().variables());
        Map<String, @Nullable Object> told = told(release());
        told.put("withdrawn", cited.withdrawn().map(Withdrawn::json).orElse(null));
        all.put("release", told);
        all.put("rows", rows());
        all.put("counted", run.counted());
        all.put("resultSha256", run.sha256());
        all.put("expectedSha256", cited.expected().isEmpty() ? null : cited.expected());
        all.put("warnings", warnings());
        all.put("sources", sources);
        all.put("citation", citations());
        all.put("addresses", addresses());
        return all;
    }

    private static Map<String, @Nullable Object> told(Release release) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("sequence", release.sequence());
        told.put("version", release.version());
        told.put("root", release.root());
        told.put("publishedAt", release.publishedAt().toString());
        return told;
    }

    private Map<String, Object> citations() {
        Map<String, Object> forms = new LinkedHashMap<>();
        forms.put("text", text());
        forms.put("bibtex", bibtex());
        forms.put("csl", csl());
        return forms;
    }

    private Map<String, @Nullable Object> addresses() {
        Map<String, @Nullable Object> addresses = new LinkedHashMap<>();
        addresses.put("here", cited.kept() ? path() + CitationAddress.here(query()) : null);
        addresses.put("anywhere", path() + anywhere(""));
        addresses.put("data", data());
        return addresses;
    }

    CitedQuery query() {
        return cited.query();
    }

    Release release() {
        return run.release();
    }

    int rows() {
        return run.records().size();
    }

    /** What has to be said loudly. */
    List<String> warnings() {
        return cited.warnings(run.sha256());
    }

    /** Where the data of the answer are: a path on the server's host. */
    String data() {
        return path() + (cited.kept() ? CitationAddress.here(query()) + "/data" : anywhere("/data"));
    }

    /** The path of the server's address: empty unless a proxy shows it below one. */
    String path() {
        return Objects.requireNonNullElse(URI.create(server).getRawPath(), "");
    }

    /** Where any server that holds the release can answer. */
    String anywhere(String below) {
        return CitationAddress.anywhere(query(), below, cited.expected().isEmpty() ? run.sha256() : cited.expected());
    }

    private String url() {
        return server + (cited.kept() ? CitationAddress.here(query()) : anywhere(""));
    }

    private String note() {
        return "Query %s, root %s: %s, SHA-256 of the answer %s%s"
                .formatted(
                        query().id(),
                        release().root(),
                        extent(),
                        run.sha256(),
                        warnings().stream()
                                .map(warning -> ". WARNING: " + warning)
                                .collect(Collectors.joining()));
    }

    /** How many records are in the answer, and how many its counts and sums are made of. */
    String extent() {
        String shown = records(rows());
        if (run.counted() == 0) {
            return shown;
        }
        String counted = "counts and sums of " + records(run.counted());
        return rows() == 0 ? counted : shown + ", " + counted;
    }

    private static String records(long number) {
        return number + (number == 1 ? " record" : " records");
    }

    private String key() {
        return "lode-" + query().id().substring(0, SHORT);
    }

    private LocalDate day() {
        return release().publishedAt().atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
