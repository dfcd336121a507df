package org.lode.files;

import java.util.List;
import org.lode.release.Manifest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file {@code datapackage.json}: Data Package 2.0.
 *
 * <p>Its text knows lists, and a word in {@code fieldsMatch}; its published profile, and readers of version 1, do not. So lists
 * are described as texts here, and columns match exactly by default.
 */
final class PackageDescriptor {
    private PackageDescriptor() {}

    static ObjectNode of(ReleaseDescription release, List<Bundle.File> files) {
        Manifest manifest = release.manifest();
        ObjectNode descriptor = release.dataset().copy();
        descriptor.setAll(PrettyJson.object(
                "id", release.id(),
                "version", manifest.version(),
                "created", manifest.publishedAt().toString(),
                "x-release", release(release),
                "x-citation", release.citation()));
        ((ObjectNode) descriptor.path("sources").path(0)).put("path", "data/sources.csv");
        ArrayNode resources = (ArrayNode) descriptor.path("resources");
        resources.forEach(resource -> table((ObjectNode) resource, files));
        files.stream()
                .filter(file -> !file.ending().equals("csv") || file.name().startsWith("flat/"))
                .forEach(file -> resources.add(plain(file)));
        return descriptor;
    }

    private static ObjectNode release(ReleaseDescription release) {
        Manifest manifest = release.manifest();
        Manifest.Previous previous = manifest.previous();
        ObjectNode described = PrettyJson.object(
                "sequence", manifest.sequence(),
                "root", manifest.root(),
                "previousRoot", previous == null ? null : previous.root(),
                "schemaVersion", manifest.schemaVersion(),
                "manifestSha256", release.release().sha256(),
                "notes", manifest.notes());
        if (release.withdrawn() != null) {
            described.setAll(PrettyJson.object("withdrawn", release.withdrawn()));
        }
        return described;
    }

    private static void table(ObjectNode resource, List<Bundle.File> files) {
        ObjectNode schema = (ObjectNode) resource.path("schema");
        schema.remove("fieldsMatch");
        schema.path("fields").forEach(field -> field((ObjectNode) field));
        String name = "data/" + resource.path("name").asString() + ".csv";
        files.stream()
                .filter(file -> file.name().equals(name))
                .forEach(file -> hashed(resource, file)
                        .set(
                                "dialect",
                                PrettyJson.object(
                                        "header", true,
                                        "delimiter", ",",
                                        "lineTerminator", "\n",
                                        "quoteChar", "\"",
                                        "doubleQuote", true)));
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

    private static ObjectNode plain(Bundle.File file) {
        ObjectNode resource = PrettyJson.object(
                "name", file.name().replaceFirst("^(data|flat)/", "").replace('.', '-'),
                "format", file.ending(),
                "mediatype", file.mediaType());
        if (!List.of("parquet", "sqlite").contains(file.ending())) {
            resource.put("encoding", "utf-8");
        }
        return hashed(resource, file);
    }

    private static ObjectNode hashed(ObjectNode resource, Bundle.File file) {
        return resource.put("path", file.name()).put("bytes", file.bytes()).put("hash", "sha256:" + file.sha256());
    }
}
