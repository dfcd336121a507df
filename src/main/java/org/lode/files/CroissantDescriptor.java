package org.lode.files;

import java.util.List;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.Table;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file {@code croissant.json}: Croissant 1.1, each table read from its CSV file.
 *
 * <p>References between tables are in {@code datapackage.json} alone: Croissant's own reader cannot read a table that refers
 * to several others, or to itself.
 */
final class CroissantDescriptor {
    /** The specification writes schema.org with http; its validator takes https alone. */
    private static final JsonNode CONTEXT = PrettyJson.read("""
            {"@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/",
             "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
             "dct": "http://purl.org/dc/terms/", "annotation": "cr:annotation", "arrayShape": "cr:arrayShape",
             "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo",
             "containedIn": "cr:containedIn", "data": {"@id": "cr:data", "@type": "@json"},
             "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "description": {"@container": "@language"},
             "equivalentProperty": "cr:equivalentProperty", "examples": {"@id": "cr:examples", "@type": "@json"},
             "excludes": "cr:excludes", "extract": "cr:extract", "field": "cr:field", "fileProperty": "cr:fileProperty",
             "fileObject": "cr:fileObject", "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes",
             "isArray": "cr:isArray", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key",
             "md5": "cr:md5", "name": {"@container": "@language"}, "parentField": "cr:parentField", "path": "cr:path",
             "readLines": "cr:readLines", "recordSet": "cr:recordSet", "references": "cr:references",
             "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace",
             "samplingRate": "cr:samplingRate", "sdVersion": "cr:sdVersion", "separator": "cr:separator",
             "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
             "unArchive": "cr:unArchive", "value": "cr:value"}
            """);

    private CroissantDescriptor() {}

    static ObjectNode of(ReleaseDescription release, List<Bundle.File> files) {
        Description dataset = release.dataset();
        ObjectNode maker = PrettyJson.object("@type", "sc:Organization", "name", dataset.creator());
        return PrettyJson.object(
                "@context", CONTEXT,
                "@type", "sc:Dataset",
                "conformsTo", "http://mlcommons.org/croissant/1.1",
                "name", release.data().name(),
                "alternateName", dataset.title(),
                "description", dataset.text(),
                "license", dataset.license("path"),
                "url", "./",
                "identifier", release.id(),
                "version", release.release().version(),
                "datePublished", release.date().toString(),
                "dateModified", release.date().toString(),
                "inLanguage", "en",
                "isLiveDataset", false,
                "citeAs", release.bibtex(),
                "creator", maker,
                "publisher", maker,
                "keywords", dataset.keywords(),
                "distribution", PrettyJson.array(files.stream().map(CroissantDescriptor::file)),
                "recordSet",
                        PrettyJson.array(release.data().tables().stream().map(table -> recordSet(dataset, table))));
    }

    private static ObjectNode file(Bundle.File file) {
        return PrettyJson.object(
                "@type", "cr:FileObject",
                "@id", file.name(),
                "name", file.name(),
                "contentUrl", file.name(),
                "contentSize", file.bytes() + " B",
                "encodingFormat", file.mediaType(),
                "sha256", file.sha256());
    }

    private static ObjectNode recordSet(Description dataset, Table table) {
        List<ObjectNode> key = dataset.key(table).stream()
                .map(name -> PrettyJson.object("@id", id(table.name(), name)))
                .toList();
        return PrettyJson.object(
                "@type", "cr:RecordSet",
                "@id", table.name(),
                "name", table.name(),
                "description", dataset.resource(table).path("description").asString(),
                "key", key.size() == 1 ? key.getFirst() : PrettyJson.array(key.stream()),
                "field", PrettyJson.array(table.fields().stream().map(field -> field(table, field))));
    }

    private static ObjectNode field(Table table, Field field) {
        ObjectNode source = PrettyJson.object(
                "fileObject", PrettyJson.object("@id", Bundle.path(table, "csv")),
                "extract", PrettyJson.object("column", field.name()));
        ObjectNode node = PrettyJson.object(
                "@type", "cr:Field",
                "@id", id(table.name(), field.name()),
                "name", field.name(),
                "description", field.description(),
                "dataType", type(field.type()),
                "source", source);
        if (field.type() == FieldType.LIST) {
            source.putObject("transform").put("separator", "|");
            node.put("isArray", true).put("arrayShape", "-1");
        }
        return node;
    }

    private static String id(String table, String field) {
        return table + "/" + field;
    }

    /** Dates are texts: they are as precise as their sources, which no type of Croissant is. */
    private static String type(FieldType type) {
        return switch (type) {
            case ID, REF, TEXT, ENUM, DATE, LIST -> "sc:Text";
            case INTEGER -> "sc:Integer";
            case DECIMAL -> "sc:Float";
            case BOOLEAN -> "sc:Boolean";
        };
    }
}
