package org.lode.files;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lode.model.DataPackage;
import org.lode.model.Table;
import org.lode.model.View;
import org.lode.release.Manifest;
import org.lode.release.Releases;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The lists of all releases and of the files of a release, with what each file is for. */
public final class ReleaseIndex {
    private final DataPackage data;

    public ReleaseIndex(DataPackage data) {
        this.data = data;
    }

    /** Lists all releases, the newest first. */
    public static ObjectNode of(Releases known) {
        return PrettyJson.object(
                "releases",
                PrettyJson.array(known.entries().reversed().stream()
                        .map(Releases.Entry::release)
                        .map(release -> PrettyJson.object(
                                "version", release.version(),
                                "sequence", release.sequence(),
                                "root", release.root(),
                                "publishedAt", release.publishedAt().toString(),
                                "notes", release.notes(),
                                "path", release.version() + "/",
                                "withdrawn",
                                        ReleaseDescription.json(known.withdrawn(release.sequence())
                                                .orElse(null))))));
    }

    public ObjectNode of(ReleaseDescription release, List<Bundle.File> files) {
        Manifest manifest = release.manifest();
        Manifest.Previous previous = manifest.previous();
        ArrayNode listed = PrettyJson.array(files.stream()
                .map(file -> PrettyJson.object(
                        "path", file.name(),
                        "bytes", file.bytes(),
                        "sha256", file.sha256(),
                        "mediaType", file.mediaType(),
                        "about", purpose(file))));
        return PrettyJson.object(
                "version", manifest.version(),
                "sequence", manifest.sequence(),
                "root", manifest.root(),
                "previous", previous == null ? null : previous.version(),
                "publishedAt", manifest.publishedAt().toString(),
                "schemaVersion", manifest.schemaVersion(),
                "notes", manifest.notes(),
                "citation", release.citation(),
                "withdrawn", ReleaseDescription.json(release.withdrawn()),
                "sums", ReleaseFiles.SUMS,
                "buckets", "bucket/TYPE/00.jsonl to ff.jsonl",
                "files", listed);
    }

    /** Groups of files, in the order in which people look for them. */
    public enum Group {
        BEGIN("To begin with"),
        FLAT("Flat tables: one CSV file each, with names in place of ids"),
        TABLES("Tables, as CSV, JSON Lines and Parquet"),
        DESCRIPTIONS("Descriptions for programs"),
        PROOFS("What mirrors read, and what proves the release");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    public static Group group(Bundle.File file) {
        String name = file.name();
        if (name.startsWith("flat/")) {
            return Group.FLAT;
        }
        if (name.startsWith("data/")) {
            return Group.TABLES;
        }
        if (name.startsWith("full/") || name.startsWith("delta") || name.equals(ReleaseFiles.MANIFEST)) {
            return Group.PROOFS;
        }
        return switch (name) {
            case "datapackage.json", "croissant.json", "dcat.jsonld", "codebook.json", SqliteStore.METADATA ->
                Group.DESCRIPTIONS;
            default -> Group.BEGIN;
        };
    }

    public String purpose(Bundle.File file) {
        String name = file.name();
        return switch (name) {
            case SqliteStore.FILE ->
                "All tables in one SQLite database, with keys, full-text search and the flat tables as views";
            case SqliteStore.METADATA -> "Titles and descriptions of lode.sqlite for Datasette";
            case "places.geojson" ->
                "Projects and offices for maps, with names; without a geometry where no place is known";
            case "datapackage.json" -> "Tables, types, keys and hashes as a Data Package";
            case "croissant.json" -> "The same for machine learning, as Croissant";
            case "dcat.jsonld" -> "The same for catalogues of data, as DCAT";
            case "CITATION.cff" -> "How to cite the release";
            case "codebook.md" -> "What every field means, to read";
            case "codebook.json" -> "What every field means, for programs";
            case "load.sql" -> "Makes typed tables of the CSV files in DuckDB";
            case "load.sqlite.sql" -> "Makes typed tables of the CSV files in SQLite, empty cells null";
            case "LICENSE" -> "The licence of the dataset";
            case ReleaseFiles.MANIFEST -> "Counts and hashes that prove the release";
            default -> {
                if (name.startsWith("full/")) {
                    yield "Every record of the kind as it is hashed";
                }
                if (name.startsWith("delta")) {
                    yield "What the release changed, record by record";
                }
                yield name.endsWith(".zip") ? "All of it in one archive, but what mirrors read" : rows(file);
            }
        };
    }

    private String rows(Bundle.File file) {
        String stem =
                file.name().substring(file.name().indexOf('/') + 1, file.name().lastIndexOf('.'));
        if (file.name().startsWith("flat/")) {
            Optional<View> found = data.views().stream()
                    .filter(view -> view.name().equals(stem))
                    .findFirst();
            return found.map(View::title).orElse(stem);
        }
        Table table = data.table(stem);
        String title = table.presentation().title();
        return "%s, as %s".formatted(title.isEmpty() ? table.name() : title, format(file.ending()));
    }

    private static String format(String ending) {
        return switch (ending) {
            case "jsonl" -> "JSON Lines";
            case "parquet" -> "Parquet";
            default -> ending.toUpperCase(Locale.ROOT);
        };
    }
}
