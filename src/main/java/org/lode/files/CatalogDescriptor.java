package org.lode.files;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.lode.release.Manifest;
import tools.jackson.databind.JsonNode;

/**
 * The file {@code dcat.jsonld}: DCAT 3. The release is a version of the dataset, and each file a distribution.
 *
 * <p>Addresses are relative to where the file is read from, so that every mirror serves the same bytes.
 */
final class CatalogDescriptor {
    private static final String MEDIA_TYPES = "https://www.iana.org/assignments/media-types/";

    private CatalogDescriptor() {}

    /**
     * Describes a release.
     *
     * @param files all but the archive. It holds this description too, so its hash cannot be in it.
     */
    static JsonNode of(ReleaseDescription release, List<Bundle.File> files) {
        Description dataset = release.dataset();
        Manifest manifest = release.manifest();
        Manifest.Previous previous = manifest.previous();
        String before = previous == null
                ? ""
                : "\"dcat:previousVersion\": %s,".formatted(link("../" + previous.version() + "/"));
        String license = link(dataset.license("path"));
        String agent = "{\"@id\": \"../../#publisher\", \"@type\": \"foaf:Agent\", \"foaf:name\": %s}"
                .formatted(PrettyJson.line(dataset.creator()));
        String keywords =
                dataset.keywords().stream().map(CatalogDescriptor::english).collect(Collectors.joining(", "));
        String language = link("http://publications.europa.eu/resource/authority/language/ENG");
        String packed = "\"dcat:packageFormat\": " + link(MEDIA_TYPES + "application/zip");
        List<String> distributions = new ArrayList<>();
        files.forEach(file -> distributions.add(distribution(file.name(), file.mediaType(), license, hashed(file))));
        distributions.add(distribution(Bundle.archive(manifest.version()), "application/zip", license, packed));
        return PrettyJson.read("""
            {"@context": {
               "adms": "http://www.w3.org/ns/adms#", "dcat": "http://www.w3.org/ns/dcat#",
               "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
               "prov": "http://www.w3.org/ns/prov#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
               "spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#"},
             "@graph": [
              {"@id": "../../#catalog", "@type": "dcat:Catalog", "dct:title": %1$s, %2$s,
               "dct:publisher": %3$s, "dcat:dataset": {"@id": "../../#dataset"}, "dcat:service": {"@id": "../../#graphql"}},
              {"@id": "../../#dataset", "@type": "dcat:Dataset", "dct:title": %1$s, %2$s,
               %4$s, "dcat:hasVersion": {"@id": "./"}},
              {"@id": "../../#graphql", "@type": "dcat:DataService",
               "dct:title": {"@language": "en", "@value": "GraphQL over every release"},
               "dcat:endpointURL": {"@id": "../../graphql"},
               "dcat:endpointDescription": {"@id": "../../schema.graphql"},
               "dcat:servesDataset": {"@id": "../../#dataset"}},
              {"@id": "./", "@type": "dcat:Dataset", "dct:title": %5$s, %2$s,
               %4$s, "dct:identifier": %6$s, "dcat:version": %7$s, "dct:bibliographicCitation": %8$s,
               "dct:issued": %9$s, "dct:modified": %9$s, "dcat:isVersionOf": {"@id": "../../#dataset"},
               "adms:versionNotes": %10$s, %11$s
               "dct:provenance": {"@type": "dct:ProvenanceStatement", "rdfs:label": {"@language": "en",
                "@value": "Sources are in data/sources.csv, and what each is cited for in data/citations.csv."}},
               "dcat:distribution": [%12$s]}]}
            """.formatted(
                        english(dataset.title()),
                        "\"dct:description\": %s, \"dct:license\": %s".formatted(english(dataset.text()), license),
                        agent,
                        "\"dct:publisher\": %1$s, \"dct:creator\": %1$s, \"dct:language\": %2$s, \"dcat:keyword\": [%3$s]"
                                .formatted(agent, language, keywords),
                        english(dataset.title() + ", release " + manifest.version()),
                        PrettyJson.line(release.id()),
                        PrettyJson.line(manifest.version()),
                        PrettyJson.line(release.citation()),
                        typed("xsd:dateTime", manifest.publishedAt().toString()),
                        english(manifest.notes()),
                        before,
                        String.join(", ", distributions)));
    }

    private static String distribution(String name, String mediaType, String license, String rest) {
        return """
            {"@id": %1$s, "@type": "dcat:Distribution", "dct:title": %2$s, "dcat:accessURL": {"@id": "./"},
             "dcat:downloadURL": %3$s, "dcat:mediaType": %4$s, "dct:license": %5$s, %6$s}""".formatted(
                PrettyJson.line("#" + name), english(name), link(name), link(MEDIA_TYPES + mediaType), license, rest);
    }

    private static String hashed(Bundle.File file) {
        return """
                "dcat:byteSize": %s, "spdx:checksum": {"@type": "spdx:Checksum",
                 "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"}, "spdx:checksumValue": %s}""".formatted(
                typed("xsd:nonNegativeInteger", String.valueOf(file.bytes())), typed("xsd:hexBinary", file.sha256()));
    }

    private static String link(String id) {
        return "{\"@id\": %s}".formatted(PrettyJson.line(id));
    }

    private static String typed(String type, String value) {
        return "{\"@type\": \"%s\", \"@value\": %s}".formatted(type, PrettyJson.line(value));
    }

    private static String english(String text) {
        return "{\"@language\": \"en\", \"@value\": %s}".formatted(PrettyJson.line(text));
    }
}
