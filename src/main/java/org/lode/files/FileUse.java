package org.lode.files;

import java.util.Locale;
import java.util.Map;
import org.lode.model.DataPackage;
import org.lode.model.Table;
import org.lode.model.View;
import org.lode.release.Manifest;

/** What each file of a release is for, in a sentence, and the group that it is listed in. */
public final class FileUse {
    private static final Map<String, String> WRITTEN = Map.ofEntries(
            Map.entry(
                    SqliteStore.FILE,
                    "All tables in one SQLite database, with keys, full-text search and the flat tables as views"),
            Map.entry(DatasetteDescriptor.FILE, "Titles and descriptions of lode.sqlite for Datasette"),
            Map.entry(
                    "places.geojson",
                    "Projects and offices for maps, with names; without a geometry where no place is known"),
            Map.entry("datapackage.json", "Tables, types, keys and hashes as a Data Package"),
            Map.entry("croissant.json", "The same for machine learning, as Croissant"),
            Map.entry("dcat.jsonld", "The same for catalogues of data, as DCAT"),
            Map.entry("CITATION.cff", "How to cite the release"),
            Map.entry("codebook.md", "What every field means, to read"),
            Map.entry("codebook.json", "What every field means, for programs"),
            Map.entry("load.sql", "Makes typed tables of the CSV files in DuckDB"),
            Map.entry("load.sqlite.sql", "Makes typed tables of the CSV files in SQLite, empty cells null"),
            Map.entry("LICENSE", "The licence of the dataset"),
            Map.entry(Manifest.FILE, "Counts and hashes that prove the release"));

    private final DataPackage data;

    public FileUse(DataPackage data) {
        this.data = data;
    }

    /** Groups in the order in which people look for them. */
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

    public Group group(BundleFile file) {
        String name = file.name();
        if (name.startsWith("flat/")) {
            return Group.FLAT;
        }
        if (name.startsWith("data/")) {
            return Group.TABLES;
        }
        if (name.startsWith("full/") || name.startsWith("delta") || name.equals(Manifest.FILE)) {
            return Group.PROOFS;
        }
        return switch (name) {
            case "datapackage.json", "croissant.json", "dcat.jsonld", "codebook.json", DatasetteDescriptor.FILE ->
                Group.DESCRIPTIONS;
            default -> Group.BEGIN;
        };
    }

    /** What a file is for. */
    public String of(BundleFile file) {
        String name = file.name();
        String known = WRITTEN.get(name);
        if (known != null) {
            return known;
        }
        if (name.startsWith("full/")) {
            return "Every record of the kind as it is hashed";
        }
        if (name.startsWith("delta")) {
            return "What the release changed, record by record";
        }
        if (name.endsWith(".zip")) {
            return "All of it in one archive, but what mirrors read";
        }
        String stem = name.substring(name.indexOf('/') + 1, name.lastIndexOf('.'));
        if (name.startsWith("flat/")) {
            return data.views().stream()
                    .filter(view -> view.name().equals(stem))
                    .map(View::title)
                    .findFirst()
                    .orElse(stem);
        }
        Table table = data.table(stem);
        return "%s, as %s".formatted(sentence(table), form(file.ending()));
    }

    private static String sentence(Table table) {
        String title = table.presentation().title();
        return title.isEmpty() ? table.name() : title;
    }

    private static String form(String ending) {
        return switch (ending) {
            case "jsonl" -> "JSON Lines";
            case "parquet" -> "Parquet";
            default -> ending.toUpperCase(Locale.ROOT);
        };
    }
}
