package org.lode.files;

import java.util.List;
import org.lode.release.Manifest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file {@code dcat.jsonld}: DCAT 3. The release is a version of the dataset, and each file a distribution.
 *
 * <p>Addresses are relative to where the file is read from, so that every mirror serves the same bytes.
 */
final class CatalogDescriptor {
    private static final JsonNode CONTEXT = BundleJson.read("""
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

    private final ReleaseContent content;
    private final ObjectNode root = BundleJson.object();

    private CatalogDescriptor(ReleaseContent content) {
        this.content = content;
    }

    /**
     * The description of a release whose files are these.
     *
     * @param archive name of the file that holds all of them, this description too: so it cannot tell its hash
     */
    static ObjectNode of(ReleaseContent content, List<BundleFile> files, String archive) {
        CatalogDescriptor descriptor = new CatalogDescriptor(content);
        descriptor.root.set("@context", CONTEXT);
        ArrayNode graph = descriptor.root.putArray("@graph");
        graph.add(descriptor.catalog()).add(descriptor.dataset()).add(descriptor.service());
        ObjectNode release = descriptor.release();
        ArrayNode distributions = release.putArray("dcat:distribution");
        files.forEach(file -> distributions.add(descriptor.distribution(file)));
        distributions.add(descriptor.archive(archive));
        graph.add(release);
        return descriptor.root;
    }

    private ObjectNode catalog() {
        ObjectNode node = node(CATALOG, "dcat:Catalog");
        described(node, content.description().title());
        node.set("dct:publisher", agent());
        node.set("dcat:dataset", link(DATASET));
        node.set("dcat:service", link(SERVICE));
        return node;
    }

    private ObjectNode dataset() {
        ObjectNode node = node(DATASET, "dcat:Dataset");
        described(node, content.description().title());
        common(node);
        node.set("dcat:hasVersion", link(RELEASE));
        return node;
    }

    private ObjectNode service() {
        ObjectNode node = node(SERVICE, "dcat:DataService");
        node.set("dct:title", english("GraphQL over every release"));
        node.set("dcat:endpointURL", link("../../graphql"));
        node.set("dcat:endpointDescription", link("../../schema.graphql"));
        node.set("dcat:servesDataset", link(DATASET));
        return node;
    }

    private ObjectNode release() {
        Manifest manifest = content.release().manifest();
        ObjectNode node = node(RELEASE, "dcat:Dataset");
        described(node, content.description().title() + ", release " + manifest.version());
        common(node);
        node.put("dct:identifier", content.citation().id())
                .put("dcat:version", manifest.version())
                .put("dct:bibliographicCitation", content.citation().text());
        node.set("dct:issued", typed("xsd:dateTime", manifest.publishedAt().toString()));
        node.set("dct:modified", typed("xsd:dateTime", manifest.publishedAt().toString()));
        node.set("dcat:isVersionOf", link(DATASET));
        node.set("adms:versionNotes", english(manifest.notes()));
        Manifest.Previous previous = manifest.previous();
        if (previous != null) {
            node.set("dcat:previousVersion", link("../" + previous.version() + "/"));
        }
        node.putObject("dct:provenance")
                .put("@type", "dct:ProvenanceStatement")
                .set(
                        "rdfs:label",
                        english("Sources are in data/sources.csv, and what each is cited for in data/citations.csv."));
        return node;
    }

    private ObjectNode distribution(BundleFile file) {
        ObjectNode node = at(file.name(), file.mediaType());
        node.set("dcat:byteSize", typed("xsd:nonNegativeInteger", String.valueOf(file.bytes())));
        ObjectNode checksum = node.putObject("spdx:checksum").put("@type", "spdx:Checksum");
        checksum.set("spdx:algorithm", link("spdx:checksumAlgorithm_sha256"));
        checksum.set("spdx:checksumValue", typed("xsd:hexBinary", file.sha256()));
        return node;
    }

    private ObjectNode archive(String name) {
        ObjectNode node = at(name, "application/zip");
        node.set("dcat:packageFormat", link(MEDIA_TYPES + "application/zip"));
        return node;
    }

    private ObjectNode at(String name, String mediaType) {
        ObjectNode node = node("#" + name, "dcat:Distribution");
        node.set("dct:title", english(name));
        node.set("dcat:accessURL", link(RELEASE));
        node.set("dcat:downloadURL", link(name));
        node.set("dcat:mediaType", link(MEDIA_TYPES + mediaType));
        node.set("dct:license", license());
        return node;
    }

    private void described(ObjectNode node, String title) {
        node.set("dct:title", english(title));
        node.set("dct:description", english(content.description().text()));
        node.set("dct:license", license());
    }

    private void common(ObjectNode node) {
        node.set("dct:publisher", agent());
        node.set("dct:creator", agent());
        node.set("dct:language", link("http://publications.europa.eu/resource/authority/language/ENG"));
        ArrayNode keywords = node.putArray("dcat:keyword");
        content.description().keywords().forEach(word -> keywords.add(english(word)));
    }

    private ObjectNode agent() {
        return node("../../#publisher", "foaf:Agent")
                .put("foaf:name", content.description().creator());
    }

    private ObjectNode license() {
        return link(content.description().license().path("path").asString());
    }

    private static ObjectNode node(String id, String type) {
        return link(id).put("@type", type);
    }

    private static ObjectNode link(String id) {
        return BundleJson.object().put("@id", id);
    }

    private static ObjectNode typed(String type, String value) {
        return BundleJson.object().put("@type", type).put("@value", value);
    }

    private static ObjectNode english(String text) {
        return BundleJson.object().put("@language", "en").put("@value", text);
    }
}
