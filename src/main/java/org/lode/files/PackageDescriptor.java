package org.lode.files;

import java.util.List;
import org.lode.release.Manifest;
import org.lode.store.StoredManifest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file {@code datapackage.json}: Data Package 2.0.
 *
 * <p>Its text knows lists, and a word in {@code fieldsMatch}; its published profile, and readers of version 1, do not. So lists
 * are described as texts here, and columns match exactly without being told to.
 */
final class PackageDescriptor {
    private static final String CSV = "csv";

    private PackageDescriptor() {}

    /** The description of a release whose files are these. */
    static ObjectNode of(ReleaseContent content, List<BundleFile> files) {
        StoredManifest release = content.release();
        ObjectNode descriptor = content.description().copy();
        descriptor
                .put("id", content.citation().id())
                .put("version", release.version())
                .put("created", release.manifest().publishedAt().toString());
        descriptor.set("x-release", release(content));
        descriptor.put("x-citation", content.citation().text());
        ((ObjectNode) descriptor.path("sources").path(0)).put("path", "data/sources.csv");
        ArrayNode resources = (ArrayNode) descriptor.path("resources");
        for (JsonNode resource : resources) {
            table((ObjectNode) resource, files);
        }
        files.stream()
                .filter(file -> !file.ending().equals(CSV) || file.name().startsWith("flat/"))
                .forEach(file -> resources.add(plain(file)));
        return descriptor;
    }

    private static ObjectNode release(ReleaseContent content) {
        StoredManifest release = content.release();
        Manifest manifest = release.manifest();
        Manifest.Previous previous = manifest.previous();
        ObjectNode described = BundleJson.object()
                .put("sequence", manifest.sequence())
                .put("root", manifest.root())
                .put("previousRoot", previous == null ? null : previous.root())
                .put("schemaVersion", manifest.schemaVersion())
                .put("manifestSha256", release.sha256())
                .put("notes", manifest.notes());
        if (content.told().withdrawn() != null) {
            described.set("withdrawn", BundleJson.withdrawn(content.told()));
        }
        return described;
    }

    private static void table(ObjectNode resource, List<BundleFile> files) {
        ObjectNode schema = (ObjectNode) resource.path("schema");
        schema.remove("fieldsMatch");
        schema.path("fields").forEach(field -> field((ObjectNode) field));
        String path = "data/" + resource.path("name").asString() + ".csv";
        files.stream()
                .filter(file -> file.name().equals(path))
                .forEach(file -> proved(resource, file)
                        .putObject("dialect")
                        .put("header", true)
                        .put("delimiter", ",")
                        .put("lineTerminator", "\n")
                        .put("quoteChar", "\"")
                        .put("doubleQuote", true));
    }

    private static void field(ObjectNode field) {
        if (field.has("example")) {
            field.put("example", field.path("example").asString());
        }
        if (field.path("type").asString().equals("list")) {
            field.put("type", "string");
            field.set("x-delimiter", field.remove("delimiter"));
        }
    }

    private static ObjectNode plain(BundleFile file) {
        String name = file.name().replaceFirst("^(data|flat)/", "").replace('.', '-');
        ObjectNode resource = BundleJson.object()
                .put("name", name)
                .put("format", file.ending())
                .put("mediatype", file.mediaType());
        if (!file.ending().equals(ExportFormat.PARQUET.ending()) && !file.name().equals(SqliteStore.FILE)) {
            resource.put("encoding", "utf-8");
        }
        return proved(resource, file);
    }

    private static ObjectNode proved(ObjectNode resource, BundleFile file) {
        return resource.put("path", file.name()).put("bytes", file.bytes()).put("hash", "sha256:" + file.sha256());
    }
}
