package org.lode.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lode.files.StatisticsStore.TableStatistics;
import org.lode.files.TableRequest.ExportTable;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.View;
import org.lode.model.View.Pivot;
import org.lode.query.Listing;
import org.lode.release.Notices;
import org.lode.release.Release.Withdrawn;
import org.lode.release.Roots.TableRoot;
import org.lode.store.BodyStore;
import org.lode.store.ManifestStore.StoredManifest;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Makes the files of a release that its manifest does not prove: tables for data scientists, and their descriptions. */
@Component
public final class BundleBuilder {
    /** Part of the key of every bundle. A change in how files are written must change it. */
    static final String FORMAT_VERSION = "4";

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
            Stream.of(Export.Format.values()).forEach(format -> names.add(Bundle.path(table, format.ending())));
        }
        data.views().stream().map(Bundle::path).forEach(names::add);
        return names;
    }

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
        Optional<Withdrawn> withdrawn = Withdrawn.of(notices, release.sequence(), versions);
        return new ReleaseDescription(release, withdrawn.orElse(null), data, dataset);
    }

    /**
     * Writes all files of a bundle. It may take minutes, and must run on a thread that may block.
     *
     * @param notices those that came since the release was published
     * @param versions of all releases, from the first on
     */
    void build(StoredManifest manifest, Notices notices, List<String> versions, Bundle.Writer out) throws IOException {
        ReleaseDescription release = describe(manifest, notices, versions);
        Map<String, TableStatistics> counted = new LinkedHashMap<>();
        for (Table table : data.tables()) {
            TableStatistics found = Objects.requireNonNull(
                    statistics.read(table, manifest.sequence()).block());
            check(table, manifest, found.rows());
            counted.put(table.name(), found);
            for (Export.Format format : Export.Format.values()) {
                String name = Bundle.path(table, format.ending());
                write(name, View.stored(table), format, Optional.of(found.rows()), release, out);
            }
        }
        for (View view : data.views()) {
            write(Bundle.path(view), view, Export.Format.CSV, Optional.empty(), release, out);
        }
        describe(release, versions, counted, out);
    }

    /** Fails unless there are as many rows as the release has, but for those that were redacted. */
    private void check(Table table, StoredManifest release, long rows) {
        if (table instanceof RecordKind kind) {
            BodyStore.Part part = new BodyStore.Part(kind.type(), kind.name(), release.sequence(), null);
            long redacted = Objects.requireNonNull(bodies.extent(part).block()).redacted();
            int expected =
                    release.manifest().table(kind.type()).map(TableRoot::rows).orElse(0);
            if (rows + redacted != expected) {
                throw new DatasetDamaged("%s of release %s: %d rows in the database, %d redacted (expected: %d in all)"
                        .formatted(table.name(), release.version(), rows, redacted, expected));
            }
        }
    }

    /**
     * Writes a table of a release as a whole, with the bytes that its export has.
     *
     * @param expected number of its rows; empty where it is not known
     */
    private void write(
            String name,
            View view,
            Export.Format format,
            Optional<Long> expected,
            ReleaseDescription release,
            Bundle.Writer out)
            throws IOException {
        ExportTable table = ExportTable.of(data, view);
        Listing all = new Listing(view.table(), null, release.release().sequence(), Map.of(), table.usual());
        TableRequest.Rows listed = new TableRequest.Rows(table, all, view.columns(), List.of());
        Pivot pivot = view.pivot();
        Mono<TableRequest.Rows> known =
                pivot == null ? Mono.just(listed) : rows.years(all, pivot).map(listed::of);
        Flux<byte[]> content = known.flatMapMany(each -> format.file(
                each.fields(),
                rows.rows(each, format, expected).flatMapIterable(ExportStore.Chunk::pieces),
                release.notes(view.name(), each.fields())));
        out.write(name, format.type(), file -> {
            try (Stream<byte[]> chunks = content.toStream(1)) {
                for (byte[] chunk : (Iterable<byte[]>) chunks::iterator) {
                    file.write(chunk);
                }
            }
        });
    }

    private void describe(
            ReleaseDescription release, List<String> versions, Map<String, TableStatistics> counted, Bundle.Writer out)
            throws IOException {
        SqliteStore sqlite = new SqliteStore(release, counted, out.folder());
        out.write("places.geojson", type("geo+json"), new PlacesFile(data, dataset, out.folder())::write);
        out.place(SqliteStore.FILE, type("vnd.sqlite3"), sqlite::write);
        out.write(SqliteStore.METADATA, type("json"), PrettyJson.pretty(sqlite.metadata()));
        List<Bundle.File> files = out.files();
        out.write("datapackage.json", type("json"), PrettyJson.pretty(PackageDescriptor.of(release, files)));
        out.write("croissant.json", type("ld+json"), PrettyJson.pretty(CroissantDescriptor.of(release, files)));
        out.write("dcat.jsonld", type("ld+json"), PrettyJson.pretty(CatalogDescriptor.of(release, files)));
        ObjectNode codebook = new Codebook(release, versions, counted).json();
        out.write("codebook.json", type("json"), PrettyJson.pretty(codebook));
        out.write("codebook.md", new MediaType("text", "markdown", UTF_8), Codebook.markdown(codebook));
        out.write("CITATION.cff", type("yaml"), release.cff());
        out.write("load.sql", type("sql"), LoadScripts.duckDb(data));
        out.write("load.sqlite.sql", type("sql"), LoadScripts.sqlite(release));
        out.write("LICENSE", new MediaType("text", "plain", UTF_8), Description.licenseText());
        out.archive(release.release());
    }

    private static MediaType type(String subtype) {
        return new MediaType("application", subtype);
    }
}
