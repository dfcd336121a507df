package org.lode.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lode.model.Column;
import org.lode.model.DataPackage;
import org.lode.model.DatasetDamaged;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.View;
import org.lode.query.ListCopyQuery;
import org.lode.query.Listing;
import org.lode.query.Order;
import org.lode.release.Notices;
import org.lode.release.TableRoot;
import org.lode.release.Withdrawn;
import org.lode.store.BodyStore;
import org.lode.store.StoredManifest;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import tools.jackson.databind.node.ObjectNode;

/** Makes the files of a release that are not proved by its manifest: tables for data scientists, and what describes them. */
@Component
public final class Bindery {
    /** Part of every key; another one when the same release is written otherwise. */
    static final String WRITING = "4";

    private static final MediaType GEO_JSON = new MediaType("application", "geo+json");
    private static final MediaType JSON_LD = new MediaType("application", "ld+json");
    private static final MediaType YAML = new MediaType("application", "yaml");
    private static final MediaType SQL = new MediaType("application", "sql");
    private static final MediaType SQLITE = new MediaType("application", "vnd.sqlite3");
    private static final MediaType ZIP = new MediaType("application", "zip");
    private static final MediaType MARKDOWN = new MediaType("text", "markdown", StandardCharsets.UTF_8);
    private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

    private static final List<String> DESCRIPTIONS = List.of(
            "places.geojson",
            SqliteStore.FILE,
            DatasetteDescriptor.FILE,
            "datapackage.json",
            "croissant.json",
            "dcat.jsonld",
            "CITATION.cff",
            "codebook.json",
            "codebook.md",
            "load.sql",
            "load.sqlite.sql",
            "LICENSE");

    private final DataPackage data;
    private final Description description;
    private final ExportStore rows;
    private final FactStore facts;
    private final BodyStore bodies;

    Bindery(DataPackage data, Description description, ExportStore rows, FactStore facts, BodyStore bodies) {
        this.data = data;
        this.description = description;
        this.rows = rows;
        this.facts = facts;
        this.bodies = bodies;
    }

    /** The names of the files of a release. */
    public List<String> names(String version) {
        List<String> names = new ArrayList<>(DESCRIPTIONS);
        names.add(ZipArchive.name(version));
        for (Table table : data.tables()) {
            Stream.of(ExportFormat.values())
                    .map(format -> ReleaseContent.file(table, format.ending()))
                    .forEach(names::add);
        }
        data.views().stream().map(ReleaseContent::file).forEach(names::add);
        return names;
    }

    /** How a release is cited. */
    public ReleaseCitation citation(StoredManifest release, FileNotes.Told told) {
        return new ReleaseCitation(told, release, data, description);
    }

    /** The names of the tables. */
    public String tables() {
        return data.tables().stream().map(Table::name).collect(Collectors.joining(", "));
    }

    /**
     * Writes them; takes as long as it takes, on a thread that may wait.
     *
     * @param notices what was told of releases since they were published
     * @param versions of all releases, from the first on
     */
    void bind(StoredManifest release, Notices notices, List<String> versions, BundleWriter out) throws IOException {
        FileNotes.Told told = told(release, notices, versions);
        Map<String, TableFacts> counted = new LinkedHashMap<>();
        for (Table table : data.tables()) {
            TableFacts found = Objects.requireNonNull(
                    facts.facts(table, release.sequence()).block());
            check(table, release, found.rows());
            counted.put(table.name(), found);
            for (ExportFormat format : ExportFormat.values()) {
                rows(table, format, told, found.rows(), out);
            }
        }
        for (View view : data.views()) {
            write(ReleaseContent.file(view), ExportFormat.CSV, new FlatFile(rows, data).csv(view, told), out);
        }
        describe(new ReleaseContent(release, told, versions, data, description, counted), out);
    }

    /** Fails unless there are as many rows as the release has, but for those that were redacted. */
    private void check(Table table, StoredManifest release, long rows) {
        if (table instanceof RecordKind kind) {
            long redacted = Objects.requireNonNull(
                            bodies.extent(new BodyStore.Part(kind.type(), kind.name(), release.sequence(), null))
                                    .block())
                    .redacted();
            int expected =
                    release.manifest().table(kind.type()).map(TableRoot::rows).orElse(0);
            if (rows + redacted != expected) {
                throw new DatasetDamaged("%s of release %s: %d rows in the database, %d redacted (expected: %d in all)"
                        .formatted(table.name(), release.version(), rows, redacted, expected));
            }
        }
    }

    /** A release with what was told of it. */
    public static FileNotes.Told told(StoredManifest release, Notices notices, List<String> versions) {
        return new FileNotes.Told(
                release.published().release(),
                Withdrawn.of(notices, release.sequence(), versions).orElse(null));
    }

    private void rows(Table table, ExportFormat format, FileNotes.Told told, long expected, BundleWriter out)
            throws IOException {
        Listing all = new Listing(table, null, told.release().sequence(), Map.of(), new Order(List.of()));
        List<Column> columns = table.fields().stream().map(Column::own).toList();
        Flux<byte[]> lines = rows.rows(
                        (described, position) -> new ListCopyQuery(described, all, format.form(), columns, position),
                        Optional.of(expected))
                .flatMapIterable(Portion::pieces);
        Map<String, String> notes = FileNotes.of(data, told, table.name(), table.fields());
        write(ReleaseContent.file(table, format.ending()), format, format.file(table.fields(), lines, notes), out);
    }

    private static void write(String name, ExportFormat format, Flux<byte[]> content, BundleWriter out)
            throws IOException {
        out.write(name, format.type(), file -> {
            try (Stream<byte[]> portions = content.toStream(1)) {
                for (byte[] portion : (Iterable<byte[]>) portions::iterator) {
                    file.write(portion);
                }
            }
        });
    }

    private void describe(ReleaseContent content, BundleWriter out) throws IOException {
        String archive = ZipArchive.name(content.release().version());
        out.write("places.geojson", GEO_JSON, new PlacesFile(data, description, out.folder())::write);
        out.place(SqliteStore.FILE, SQLITE, new SqliteStore(content, out.folder())::write);
        json(DatasetteDescriptor.FILE, MediaType.APPLICATION_JSON, new DatasetteDescriptor(content).json(), out);
        List<BundleFile> files = out.files();
        json("datapackage.json", MediaType.APPLICATION_JSON, PackageDescriptor.of(content, files), out);
        json("croissant.json", JSON_LD, new CroissantDescriptor(content).json(files), out);
        json("dcat.jsonld", JSON_LD, CatalogDescriptor.of(content, files, archive), out);
        ObjectNode codebook = new Codebook(content).json();
        json("codebook.json", MediaType.APPLICATION_JSON, codebook, out);
        out.write("codebook.md", MARKDOWN, CodebookText.of(codebook));
        out.write("CITATION.cff", YAML, content.citation().cff());
        out.write("load.sql", SQL, LoadScript.of(data));
        out.write("load.sqlite.sql", SQL, SqliteLoadScript.of(content));
        out.write("LICENSE", TEXT, Description.licenseText());
        List<BundleFile> all = out.files();
        out.write(archive, ZIP, file -> ZipArchive.write(file, out.folder(), all, content.release()));
    }

    private static void json(String name, MediaType type, ObjectNode content, BundleWriter out) throws IOException {
        out.write(name, type, BundleJson.pretty(content));
    }
}
