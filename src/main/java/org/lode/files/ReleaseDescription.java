package org.lode.files;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.DataPackage.Imprint;
import org.lode.model.Field;
import org.lode.model.Sha256;
import org.lode.release.Dataset.BibTeX;
import org.lode.release.Manifest;
import org.lode.release.Release;
import org.lode.release.Release.Withdrawn;
import org.lode.store.ManifestStore.StoredManifest;

/**
 * A release, and how it is named and cited. No address is part of it, so every mirror describes it in the same words.
 *
 * @param withdrawn why the release must not be used any more; null while it may
 */
public record ReleaseDescription(
        StoredManifest release, @Nullable Withdrawn withdrawn, DataPackage data, Description dataset) {
    Manifest manifest() {
        return release.manifest();
    }

    LocalDate date() {
        return manifest().publishedAt().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** Returns the permanent name of the release: the hash of its manifest as a URI (RFC 6920). */
    String id() {
        return "ni:///sha-256;"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.bytes(release.sha256()));
    }

    public String citation() {
        return citation(data.imprint(), release.published().release(), withdrawn);
    }

    /** Returns how a release is to be cited. The citation of a withdrawn release says so. */
    private static String citation(Imprint imprint, Release release, @Nullable Withdrawn withdrawn) {
        return "%s (%d). %s, release %s, root %s. %s.%s"
                .formatted(
                        imprint.creators(),
                        release.publishedAt().atOffset(ZoneOffset.UTC).getYear(),
                        imprint.title(),
                        release.version(),
                        release.root(),
                        imprint.license(),
                        withdrawn == null ? "" : " WARNING: " + withdrawn.text() + ".");
    }

    String bibtex() {
        String warning = withdrawn == null ? "" : ". WARNING: " + withdrawn.text();
        return new BibTeX("lode-" + release.version())
                .text("author", dataset.creator())
                .text("title", dataset.title())
                .plain("year", date().getYear())
                .plain("version", release.version())
                .plain("note", "Root " + manifest().root() + warning)
                .entry();
    }

    /** Returns the file {@code CITATION.cff}. A string in JSON is a string in YAML. */
    String cff() {
        String message = withdrawn == null
                ? "If you use this dataset, please cite it with the version of its release."
                : "Do not use this release: " + withdrawn.text() + ".";
        String keywords = dataset.keywords().stream()
                .map(word -> "  - " + PrettyJson.line(word) + "\n")
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
                        PrettyJson.line(message),
                        PrettyJson.line(dataset.title()),
                        PrettyJson.line(dataset.text()),
                        PrettyJson.line(dataset.creator()),
                        PrettyJson.line(release.version()),
                        PrettyJson.line(date().toString()),
                        dataset.license("name"),
                        PrettyJson.line(id()),
                        PrettyJson.line(manifest().root()),
                        keywords);
    }

    Map<String, String> notes(String table, List<Field> fields) {
        return notes(data, release.published().release(), withdrawn, table, fields);
    }

    /**
     * Returns what a file says of itself where its format has room for it: release, root, licence, citation and the descriptions of
     * columns, by names that begin with {@code lode.}
     */
    static Map<String, String> notes(
            DataPackage data, Release release, @Nullable Withdrawn withdrawn, String table, List<Field> fields) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("lode.dataset", data.name());
        notes.put("lode.table", table);
        notes.put("lode.release", release.version());
        notes.put("lode.root", release.root());
        notes.put("lode.license", data.imprint().license());
        notes.put("lode.license_url", data.imprint().licenseUrl());
        notes.put("lode.citation", citation(data.imprint(), release, withdrawn));
        if (withdrawn != null) {
            notes.put("lode.withdrawn", withdrawn.reason());
            notes.put("lode.withdrawn_at", withdrawn.at().toString());
            if (withdrawn.supersededBy() != null) {
                notes.put("lode.superseded_by", withdrawn.supersededBy());
            }
        }
        Stream<String> columns = fields.stream().flatMap(field -> Stream.of(field.name(), field.description()));
        notes.put("lode.columns", PrettyJson.line(PrettyJson.object(columns.toArray())));
        return notes;
    }
}
