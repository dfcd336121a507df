package org.lode.files;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.stream.Collectors;
import org.lode.model.DataPackage;
import org.lode.model.Sha256;
import org.lode.release.Dataset.BibTeX;
import org.lode.release.Release.Withdrawn;
import org.lode.store.StoredManifest;

/**
 * How a release is named and cited, whoever serves it: no address is part of it.
 *
 * @param told the release with what was told of it since
 */
public record ReleaseCitation(FileNotes.Told told, StoredManifest release, DataPackage data, Description description) {

    LocalDate date() {
        return release.manifest().publishedAt().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** A name of the release for all time: that of its manifest by hash (RFC 6920). */
    String id() {
        byte[] hash = Sha256.bytes(release.sha256());
        return "ni:///sha-256;" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    /** One line. */
    public String text() {
        return FileNotes.citation(data.imprint(), told);
    }

    String bibtex() {
        return new BibTeX("lode-" + release.version())
                .text("author", description.creator())
                .text("title", description.title())
                .plain("year", date().getYear())
                .plain("version", release.version())
                .plain("note", "Root " + release.manifest().root() + warning())
                .entry();
    }

    private String warning() {
        Withdrawn withdrawn = told.withdrawn();
        return withdrawn == null ? "" : ". WARNING: " + withdrawn.text();
    }

    private String message() {
        Withdrawn withdrawn = told.withdrawn();
        return withdrawn == null
                ? "If you use this dataset, please cite it with the version of its release."
                : "Do not use this release: " + withdrawn.text() + ".";
    }

    /** The file {@code CITATION.cff}. Texts in JSON are texts in YAML. */
    String cff() {
        String keywords = description.keywords().stream()
                .map(word -> "  - " + quoted(word) + "\n")
                .collect(Collectors.joining());
        return """
                cff-version: 1.2.0
                message: %s
                type: dataset
                title: %s
                abstract: %s
                authors:
                  - name: %s
                version: %s
                date-released: %s
                license: %s
                identifiers:
                  - type: other
                    value: %s
                    description: "The hash of the manifest of this release (RFC 6920)."
                  - type: other
                    value: %s
                    description: "The root of this release, which proves all that it holds."
                keywords:
                %s""".formatted(
                        quoted(message()),
                        quoted(description.title()),
                        quoted(description.text()),
                        quoted(description.creator()),
                        quoted(release.version()),
                        quoted(date().toString()),
                        description.license().path("name").asString(),
                        quoted(id()),
                        quoted(release.manifest().root()),
                        keywords);
    }

    private static String quoted(String text) {
        return BundleJson.line(BundleJson.object().stringNode(text));
    }
}
