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
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.View;
import org.lode.model.View.Column;
import org.lode.model.View.Pivot;
import org.lode.query.ListCopyQuery;
import org.lode.query.Listing;
import org.lode.query.Order;
import org.lode.release.Notices;
import org.lode.release.Release.Withdrawn;
import org.lode.release.Roots.TableRoot;
import org.lode.store.BodyStore;
import org.lode.store.ManifestStore.StoredManifest;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the files of a release that its manifest does not prove: tables for data scientists, and their descriptions. */
@Component
public final class BundleBuilder {
    /** Part of the key of every bundle. A change in how files are written must change it. */
    static final String FORMAT_VERSION = "4";

    private static final MediaType GEO_JSON = new MediaType("application", "geo+json");
    private static final MediaType JSON_LD = new MediaType("application", "ld+json");
    private static final MediaType YAML = new MediaType("application", "yaml");
    private static final MediaType SQL = new MediaType("application", "sql");
    private static final MediaType SQLITE = new MediaType("application", "vnd.sqlite3");
    private static final MediaType MARKDOWN = new MediaType("text", "markdown", StandardCharsets.UTF_8);
    private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

    private static final List<String> DESCRIPTIONS = List.of(
            "places.geojson",
            SqliteStore.FILE,
            SqliteStore.METADATA,
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
    private final Description dataset;
    private final ExportStore rows;
    private final StatisticsStore statistics;
    private final BodyStore bodies;

    BundleBuilder(
            DataPackage data, Description dataset, ExportStore rows, StatisticsStore statistics, BodyStore bodies) {
        this.data = data;
        this.dataset = dataset;
        this.rows = rows;
        this.statistics = statistics;
        this.bodies = bodies;
    }

    /** Returns the names of the files of a release. */
    public List<String> names(String version) {
        List<String> names = new ArrayList<>(DESCRIPTIONS);
        names.add(Bundle.archive(version));
        for (Table table : data.tables()) {
            Stream.of(Export.Format.values())
                    .map(format -> Bundle.path(table, format.ending()))
                    .forEach(names::add);
        }
        data.views().stream().map(Bundle::path).forEach(names::add);
        return names;
    }

    /** Returns the names of the tables. */
    public String tables() {
        return data.tables().stream().map(Table::name).collect(Collectors.joining(", "));
    }

    /**
     * Describes a release.
     *
     * @param notices those that came since the release was published
     * @param versions of all releases, from the first on
     */
    public ReleaseDescription describe(StoredManifest release, Notices notices, List<String> versions) {
        Withdrawn withdrawn =
                Withdrawn.of(notices, release.sequence(), versions).orElse(null);
        return new ReleaseDescription(release, withdrawn, data, dataset);
    }

    /**
     * Writes all files of a bundle. It may take minutes, and must run on a thread that may block.
     *
     * @param notices those that came since the release was published
     * @param versions of all releases, from the first on
     */
    void build(StoredManifest manifest, Notices notices, List<String> versions, Bundle.Writer out) throws IOException {
        ReleaseDescription release = describe(manifest, notices, versions);
        Map<String, StatisticsStore.TableStatistics> counted = new LinkedHashMap<>();
        for (Table table : data.tables()) {
            StatisticsStore.TableStatistics found = Objects.requireNonNull(
                    statistics.read(table, manifest.sequence()).block());
            check(table, manifest, found.rows());
            counted.put(table.name(), found);
            for (Export.Format format : Export.Format.values()) {
                table(table, format, release, found.rows(), out);
            }
        }
        for (View view : data.views()) {
            write(Bundle.path(view), Export.Format.CSV, flat(view, release), out);
        }
        describe(release, versions, counted, out);
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

    private void table(Table table, Export.Format format, ReleaseDescription release, long expected, Bundle.Writer out)
            throws IOException {
        Listing all = new Listing(table, null, release.release().sequence(), Map.of(), new Order(List.of()));
        List<Column> columns = table.fields().stream().map(Column::own).toList();
        Flux<byte[]> lines = rows.rows(
                        (described, position) -> new ListCopyQuery(described, all, format.form(), columns, position),
                        Optional.of(expected))
                .flatMapIterable(ExportStore.Chunk::pieces);
        Map<String, String> notes = release.notes(table.name(), table.fields());
        write(Bundle.path(table, format.ending()), format, format.file(table.fields(), lines, notes), out);
    }

    /** Returns a flat table of a release as a whole, with the bytes that its export has. */
    private Flux<byte[]> flat(View view, ReleaseDescription release) {
        TableRequest.ExportTable table =
                TableRequest.ExportTable.of(data, view.name()).orElseThrow();
        Listing all = new Listing(view.table(), null, release.release().sequence(), Map.of(), table.usual());
        TableRequest.Rows listed = new TableRequest.Rows(table, all, view.columns(), List.of());
        Pivot pivot = view.pivot();
        return (pivot == null ? Mono.just(listed) : rows.years(all, pivot).map(listed::of))
                .flatMapMany(known -> Export.Format.CSV.file(
                        known.fields(), lines(known), release.notes(view.name(), known.fields())));
    }

    private Flux<byte[]> lines(TableRequest.Rows listed) {
        ExportStore.Rows after = (described, position) -> listed.after(described, Export.Format.CSV.form(), position);
        return (listed.isGrouped() ? rows.grouped(after) : rows.rows(after, Optional.empty()))
                .flatMapIterable(ExportStore.Chunk::pieces);
    }

    private static void write(String name, Export.Format format, Flux<byte[]> content, Bundle.Writer out)
            throws IOException {
        out.write(name, format.type(), file -> {
            try (Stream<byte[]> chunks = content.toStream(1)) {
                for (byte[] chunk : (Iterable<byte[]>) chunks::iterator) {
                    file.write(chunk);
                }
            }
        });
    }

    private void describe(
            ReleaseDescription release,
            List<String> versions,
            Map<String, StatisticsStore.TableStatistics> counted,
            Bundle.Writer out)
            throws IOException {
        SqliteStore sqlite = new SqliteStore(release, counted, out.folder());
        out.write("places.geojson", GEO_JSON, new PlacesFile(data, dataset, out.folder())::write);
        out.place(SqliteStore.FILE, SQLITE, sqlite::write);
        json(SqliteStore.METADATA, MediaType.APPLICATION_JSON, sqlite.metadata(), out);
        List<Bundle.File> files = out.files();
        json("datapackage.json", MediaType.APPLICATION_JSON, PackageDescriptor.of(release, files), out);
        json("croissant.json", JSON_LD, CroissantDescriptor.of(release, files), out);
        json("dcat.jsonld", JSON_LD, CatalogDescriptor.of(release, files), out);
        ObjectNode codebook = new Codebook(release, versions, counted).json();
        json("codebook.json", MediaType.APPLICATION_JSON, codebook, out);
        out.write("codebook.md", MARKDOWN, Codebook.markdown(codebook));
        out.write("CITATION.cff", YAML, release.cff());
        out.write("load.sql", SQL, LoadScripts.duckDb(data));
        out.write("load.sqlite.sql", SQL, LoadScripts.sqlite(release));
        out.write("LICENSE", TEXT, Description.licenseText());
        out.archive(release.release());
    }

    private static void json(String name, MediaType type, JsonNode content, Bundle.Writer out) throws IOException {
        out.write(name, type, PrettyJson.pretty(content));
    }
}
