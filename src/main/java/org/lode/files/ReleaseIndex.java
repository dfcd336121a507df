package org.lode.files;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lode.model.DataPackage;
import org.lode.model.Table;
import org.lode.model.View;
import org.lode.release.Manifest;
import org.lode.release.Releases;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The lists of all releases and of the files of a release, with what each file is for. */
public record ReleaseIndex(DataPackage data) {
    private static final Map<String, String> FORMATS =
            Map.of("csv", "CSV", "jsonl", "JSON Lines", "parquet", "Parquet");

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
                                "withdrawn", known.withdrawn(release.sequence()).orElse(null)))));
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
                "withdrawn", release.withdrawn(),
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
        return switch (name.substring(0, name.indexOf('/') + 1)) {
            case "flat/" -> Group.FLAT;
            case "data/" -> Group.TABLES;
            case "full/" -> Group.PROOFS;
            default ->
                switch (name) {
                    case "datapackage.json", "croissant.json", "dcat.jsonld", "codebook.json", SqliteStore.METADATA ->
                        Group.DESCRIPTIONS;
                    case ReleaseFiles.MANIFEST -> Group.PROOFS;
                    default -> name.startsWith("delta") ? Group.PROOFS : Group.BEGIN;
                };
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
            default ->
                switch (group(file)) {
                    case PROOFS ->
                        name.startsWith("delta")
                                ? "What the release changed, record by record"
                                : "Every record of the kind as it is hashed";
                    case FLAT, TABLES -> rows(file);
                    case BEGIN, DESCRIPTIONS -> "All of it in one archive, but what mirrors read";
                };
        };
    }

    private String rows(Bundle.File file) {
        String stem =
                file.name().substring(file.name().indexOf('/') + 1, file.name().lastIndexOf('.'));
        if (file.name().startsWith("flat/")) {
            Stream<View> views =
                    data.views().stream().filter(view -> view.name().equals(stem));
            return views.map(View::title).findFirst().orElse(stem);
        }
        Table table = data.table(stem);
        String title = table.presentation().title();
        return "%s, as %s".formatted(title.isEmpty() ? table.name() : title, FORMATS.get(file.ending()));
    }
}
