package org.lode.files;

import java.util.List;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.Table;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file {@code croissant.json}: Croissant 1.1, each table read from its CSV file.
 *
 * <p>Ways from table to table are told in {@code datapackage.json} alone: Croissant's own reader cannot read a table that leads
 * to several others, or to itself.
 */
final class CroissantDescriptor {
    /** The specification writes schema.org with http; its validator takes https alone. */
    private static final JsonNode CONTEXT = BundleJson.read("""
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

    private static final String CONFORMS = "http://mlcommons.org/croissant/1.1";

    private final ReleaseContent content;

    CroissantDescriptor(ReleaseContent content) {
        this.content = content;
    }

    /** The description of a release whose files are these. */
    ObjectNode json(List<BundleFile> files) {
        Description description = content.description();
        String date = content.citation().date().toString();
        ObjectNode root = BundleJson.object();
        root.set("@context", CONTEXT);
        root.put("@type", "sc:Dataset")
                .put("conformsTo", CONFORMS)
                .put("name", content.data().name())
                .put("alternateName", description.title())
                .put("description", description.text())
                .put("license", description.license().path("path").asString())
                .put("url", "./")
                .put("identifier", content.citation().id())
                .put("version", content.release().version())
                .put("datePublished", date)
                .put("dateModified", date)
                .put("inLanguage", "en")
                .put("isLiveDataset", false)
                .put("citeAs", content.citation().bibtex());
        root.set("creator", organization(description.creator()));
        root.set("publisher", organization(description.creator()));
        description.keywords().forEach(root.putArray("keywords")::add);
        ArrayNode distribution = root.putArray("distribution");
        files.forEach(file -> distribution.add(file(file)));
        ArrayNode sets = root.putArray("recordSet");
        content.data().tables().forEach(table -> sets.add(recordSet(table)));
        return root;
    }

    private static ObjectNode organization(String name) {
        return BundleJson.object().put("@type", "sc:Organization").put("name", name);
    }

    private static ObjectNode file(BundleFile file) {
        return BundleJson.object()
                .put("@type", "cr:FileObject")
                .put("@id", file.name())
                .put("name", file.name())
                .put("contentUrl", file.name())
                .put("contentSize", file.bytes() + " B")
                .put("encodingFormat", file.mediaType())
                .put("sha256", file.sha256());
    }

    private ObjectNode recordSet(Table table) {
        JsonNode written = content.description().resource(table);
        ObjectNode set = BundleJson.object()
                .put("@type", "cr:RecordSet")
                .put("@id", table.name())
                .put("name", table.name())
                .put("description", written.path("description").asString());
        List<String> key = content.description().key(table);
        if (key.size() == 1) {
            set.putObject("key").put("@id", id(table.name(), key.getFirst()));
        } else {
            ArrayNode keys = set.putArray("key");
            key.forEach(name -> keys.addObject().put("@id", id(table.name(), name)));
        }
        ArrayNode fields = set.putArray("field");
        table.fields().forEach(field -> fields.add(field(table, field)));
        return set;
    }

    private ObjectNode field(Table table, Field field) {
        ObjectNode node = BundleJson.object()
                .put("@type", "cr:Field")
                .put("@id", id(table.name(), field.name()))
                .put("name", field.name())
                .put("description", field.description())
                .put("dataType", type(field.type()));
        ObjectNode source = node.putObject("source");
        source.putObject("fileObject").put("@id", ReleaseContent.file(table, "csv"));
        source.putObject("extract").put("column", field.name());
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
