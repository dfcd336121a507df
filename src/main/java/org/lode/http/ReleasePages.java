package org.lode.http;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.lode.files.Bundle;
import org.lode.files.ReleaseDescription;
import org.lode.files.ReleaseFiles;
import org.lode.files.ReleaseIndex;
import org.lode.files.ServedFile;
import org.lode.http.WebFiles.PageTemplate;
import org.lode.model.DataPackage;
import org.lode.release.Release;
import org.lode.release.Release.Withdrawn;
import org.lode.release.Releases;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.util.HtmlUtils;
import org.springframework.web.util.UriUtils;

/** Makes the HTML pages at {@code /releases/} and {@code /releases/{version}/}. Their links are relative. */
@Component
final class ReleasePages {
    private static final int STEP = 1000;
    private static final String UNITS = "kMGT";

    private final WebFiles files;
    private final PageTemplate template;
    private final ReleaseIndex index;

    ReleasePages(WebFiles files, DataPackage data) {
        this.files = files;
        this.template = new PageTemplate(files, "releases.html");
        this.index = new ReleaseIndex(data);
    }

    ReleaseIndex index() {
        return index;
    }

    /** Returns whether a request prefers HTML: {@code Accept} names it, with at least the quality of JSON. */
    static boolean isWanted(ServerRequest request) {
        try {
            List<MediaType> accepted = request.headers().accept();
            double json = quality(accepted, MediaType.APPLICATION_JSON);
            double html = quality(accepted, MediaType.TEXT_HTML);
            return html > 0 && html >= json;
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static double quality(List<MediaType> accepted, MediaType type) {
        return accepted.stream()
                .filter(type::equalsTypeAndSubtype)
                .mapToDouble(MediaType::getQualityValue)
                .max()
                .orElse(0);
    }

    /** Returns the relative path from a request to the root of the server: {@code ../} for each folder. */
    static String up(ServerRequest request) {
        String path = request.requestPath().pathWithinApplication().value();
        return "../".repeat((int) path.chars().filter(c -> c == '/').count() - 1);
    }

    ServedFile all(Releases known, String up) {
        String rows = known.entries().reversed().stream()
                .map(Releases.Entry::release)
                .map(release -> """
                        <tr><td><a href="%s">%s</a></td><td>%s</td><td>%s%s</td><td><code>%s</code></td></tr>""".formatted(
                                folder(up, release.version()),
                                release.version(),
                                release.day(),
                                known.withdrawn(release.sequence())
                                        .map(ReleasePages::alert)
                                        .orElse(""),
                                HtmlUtils.htmlEscape(release.notes()),
                                release.root()))
                .collect(Collectors.joining("\n"));
        String lead = "Each release is the whole dataset as it was on a day. It never changes; its root proves it.";
        String content = table(List.of("Release", "Published", "What is new", "Root"), rows);
        return page(up, "Releases of Lode, to download", "", lead, link(up, "", "Explorer"), content);
    }

    ServedFile of(ReleaseDescription citation, List<Bundle.File> all, String up) {
        Release release = citation.release().published().release();
        Map<ReleaseIndex.Group, String> groups = new EnumMap<>(ReleaseIndex.Group.class);
        String here = folder(up, release.version());
        for (Bundle.File file : all) {
            groups.merge(ReleaseIndex.group(file), row(here, file), (before, next) -> before + "\n" + next);
        }
        List<String> head = List.of("File", "What it is for", "Size", "SHA-256");
        String content = groups.entrySet().stream()
                .map(group -> "<h2>%s</h2>\n%s".formatted(group.getKey().title(), table(head, group.getValue())))
                .collect(Collectors.joining("\n"));
        Withdrawn withdrawn = citation.withdrawn();
        String links = """
                <a class="main" href="%1$s%2$s">%2$s</a> <a href="%1$s%3$s">%3$s</a> %4$s""".formatted(
                here, Bundle.archive(release.version()), ReleaseFiles.SUMS, link(up, "releases/", "All releases"));
        return page(
                up,
                "Release " + release.version(),
                withdrawn == null ? "" : alert(withdrawn),
                HtmlUtils.htmlEscape(release.notes()),
                links,
                content + "\n<h2>To cite it</h2>\n<p>" + HtmlUtils.htmlEscape(citation.citation()) + "</p>");
    }

    private ServedFile page(String up, String title, String warning, String lead, String links, String content) {
        Map<String, String> values = new HashMap<>(Map.of("up", up, "stamp", files.stamp(), "title", title));
        values.putAll(Map.of("warning", warning, "lead", lead, "links", links, "content", content));
        return ServedFile.changing(WebFiles.HTML, template.filled(values).getBytes(StandardCharsets.UTF_8));
    }

    private String row(String here, Bundle.File file) {
        return """
                <tr><td><a href="%s%s">%s</a></td><td>%s</td><td class="number" title="%d bytes">%s</td><td><code>%s</code></td></tr>""".formatted(
                        here,
                        UriUtils.encodePath(file.name(), StandardCharsets.UTF_8),
                        HtmlUtils.htmlEscape(file.name()),
                        HtmlUtils.htmlEscape(index.purpose(file)),
                        file.bytes(),
                        size(file.bytes()),
                        file.sha256());
    }

    /** Formats a size, such as {@code 1.2 MB}. */
    static String size(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        double size = (double) bytes / STEP;
        int unit = 0;
        for (; size >= STEP && unit < UNITS.length() - 1; unit++) {
            size /= STEP;
        }
        return String.format(Locale.ROOT, "%.1f %cB", size, UNITS.charAt(unit));
    }

    private static String table(List<String> head, String rows) {
        String names = head.stream().map("<th scope=\"col\">%s</th>"::formatted).collect(Collectors.joining());
        return """
                <div class="wide"><table>
                <thead><tr>%s</tr></thead>
                <tbody>
                %s
                </tbody></table></div>""".formatted(names, rows);
    }

    private static String folder(String up, String version) {
        return up + "releases/" + UriUtils.encodePathSegment(version, StandardCharsets.UTF_8) + "/";
    }

    private static String link(String up, String path, String text) {
        // An empty link would lead to the page itself.
        return "<a href=\"%s\">%s</a>".formatted((up + path).isEmpty() ? "./" : up + path, text);
    }

    private static String alert(Withdrawn withdrawn) {
        return "<p role=\"alert\"><strong>Warning: %s.</strong></p>".formatted(HtmlUtils.htmlEscape(withdrawn.text()));
    }
}
