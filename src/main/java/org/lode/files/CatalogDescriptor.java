package org.lode.files;

import java.util.List;
import java.util.stream.Stream;
import org.lode.release.Manifest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file {@code dcat.jsonld}: DCAT 3. The release is a version of the dataset, and each file a distribution.
 *
 * <p>Addresses are relative to where the file is read from, so that every mirror serves the same bytes.
 */
final class CatalogDescriptor {
    private static final JsonNode CONTEXT = PrettyJson.read("""
            {"adms": "http://www.w3.org/ns/adms#", "dcat": "http://www.w3.org/ns/dcat#",
             "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
             "prov": "http://www.w3.org/ns/prov#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
             "spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#"}
            """);
    private static final String MEDIA_TYPES = "https://www.iana.org/assignments/media-types/";
    private static final String CATALOG = "../../#catalog";
    private static final String DATASET = "../../#dataset";
    private static final String SERVICE = "../../#graphql";
    private static final String RELEASE = "./";

    private final ReleaseDescription release;
    private final Description dataset;

    private CatalogDescriptor(ReleaseDescription release) {
        this.release = release;
        this.dataset = release.dataset();
    }

    /**
     * Describes a release.
     *
     * @param files all but the archive. It holds this description too, so its hash cannot be in it.
     */
    static ObjectNode of(ReleaseDescription release, List<Bundle.File> files) {
        CatalogDescriptor descriptor = new CatalogDescriptor(release);
        return PrettyJson.object(
                "@context",
                CONTEXT,
                "@graph",
                PrettyJson.array(Stream.of(
                        descriptor.catalog(), descriptor.dataset(), descriptor.service(), descriptor.release(files))));
    }

    private ObjectNode catalog() {
        return described(CATALOG, "dcat:Catalog", dataset.title())
                .<ObjectNode>set("dct:publisher", agent())
                .<ObjectNode>set("dcat:dataset", link(DATASET))
                .set("dcat:service", link(SERVICE));
    }

    private ObjectNode dataset() {
        return attributed(described(DATASET, "dcat:Dataset", dataset.title())).set("dcat:hasVersion", link(RELEASE));
    }

    private ObjectNode service() {
        return PrettyJson.object(
                "@id", SERVICE,
                "@type", "dcat:DataService",
                "dct:title", english("GraphQL over every release"),
                "dcat:endpointURL", link("../../graphql"),
                "dcat:endpointDescription", link("../../schema.graphql"),
                "dcat:servesDataset", link(DATASET));
    }

    private ObjectNode release(List<Bundle.File> files) {
        Manifest manifest = release.manifest();
        ObjectNode published = typed("xsd:dateTime", manifest.publishedAt().toString());
        ObjectNode node = attributed(
                described(RELEASE, "dcat:Dataset", dataset.title() + ", release " + manifest.version()));
        node.setAll(PrettyJson.object(
                "dct:identifier", release.id(),
                "dcat:version", manifest.version(),
                "dct:bibliographicCitation", release.citation(),
                "dct:issued", published,
                "dct:modified", published,
                "dcat:isVersionOf", link(DATASET),
                "adms:versionNotes", english(manifest.notes())));
        Manifest.Previous previous = manifest.previous();
        if (previous != null) {
            node.set("dcat:previousVersion", link("../" + previous.version() + "/"));
        }
        String provenance = "Sources are in data/sources.csv, and what each is cited for in data/citations.csv.";
        node.set(
                "dct:provenance",
                PrettyJson.object("@type", "dct:ProvenanceStatement", "rdfs:label", english(provenance)));
        node.set(
                "dcat:distribution",
                PrettyJson.array(Stream.concat(files.stream().map(this::distribution), Stream.of(archive()))));
        return node;
    }

    private ObjectNode distribution(Bundle.File file) {
        ObjectNode checksum = PrettyJson.object(
                "@type", "spdx:Checksum",
                "spdx:algorithm", link("spdx:checksumAlgorithm_sha256"),
                "spdx:checksumValue", typed("xsd:hexBinary", file.sha256()));
        return at(file.name(), file.mediaType())
                .<ObjectNode>set("dcat:byteSize", typed("xsd:nonNegativeInteger", String.valueOf(file.bytes())))
                .set("spdx:checksum", checksum);
    }

    private ObjectNode archive() {
        String zip = "application/zip";
        return at(Bundle.archive(release.release().version()), zip)
                .set("dcat:packageFormat", link(MEDIA_TYPES + zip));
    }

    private ObjectNode at(String name, String mediaType) {
        return PrettyJson.object(
                "@id", "#" + name,
                "@type", "dcat:Distribution",
                "dct:title", english(name),
                "dcat:accessURL", link(RELEASE),
                "dcat:downloadURL", link(name),
                "dcat:mediaType", link(MEDIA_TYPES + mediaType),
                "dct:license", link(dataset.license("path")));
    }

    private ObjectNode described(String id, String type, String title) {
        return PrettyJson.object(
                "@id", id,
                "@type", type,
                "dct:title", english(title),
                "dct:description", english(dataset.text()),
                "dct:license", link(dataset.license("path")));
    }

    private ObjectNode attributed(ObjectNode node) {
        node.setAll(PrettyJson.object(
                "dct:publisher", agent(),
                "dct:creator", agent(),
                "dct:language", link("http://publications.europa.eu/resource/authority/language/ENG"),
                "dcat:keyword", PrettyJson.array(dataset.keywords().stream().map(CatalogDescriptor::english))));
        return node;
    }

    private ObjectNode agent() {
        return PrettyJson.object("@id", "../../#publisher", "@type", "foaf:Agent", "foaf:name", dataset.creator());
    }

    private static ObjectNode link(String id) {
        return PrettyJson.object("@id", id);
    }

    private static ObjectNode typed(String type, String value) {
        return PrettyJson.object("@type", type, "@value", value);
    }

    private static ObjectNode english(String text) {
        return PrettyJson.object("@language", "en", "@value", text);
    }
}
