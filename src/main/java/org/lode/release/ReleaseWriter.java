package org.lode.release;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the files of a release: canonical JSON, one value a line. */
public final class ReleaseWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ReleaseWriter() {}

    /** The file that says which release is the newest, and how many notices there are. */
    public static byte[] pointer(Published newest, Notices.Extent notices) {
        ObjectNode node = JSON.objectNode()
                .put("format", Pointer.FORMAT)
                .put("sequence", newest.manifest().sequence())
                .put("version", newest.manifest().version())
                .put("root", newest.manifest().root())
                .put("manifestSha256", newest.manifestSha256());
        // A folder without notices is as it was before there were any.
        if (notices.count() > 0) {
            node.putObject("notices")
                    .put("count", notices.count())
                    .put("bytes", notices.bytes())
                    .put("sha256", notices.sha256());
        }
        return Lines.join(List.of(CanonicalJson.write(node)));
    }

    public static byte[] manifest(Manifest manifest) {
        ObjectNode node = JSON.objectNode()
                .put("format", Manifest.FORMAT)
                .put("sequence", manifest.sequence())
                .put("version", manifest.version())
                .put("schemaVersion", manifest.schemaVersion())
                .put("hashProfile", Manifest.HASH_PROFILE)
                .put("publishedAt", manifest.publishedAt().toString())
                .put("notes", manifest.notes())
                .put("root", manifest.root());
        node.set("previous", previous(manifest));
        ObjectNode counts = node.putObject("counts");
        manifest.counts().forEach((type, of) -> counts.set(type, counts(of)));
        ObjectNode reasons = node.putObject("reasons");
        manifest.reasons().forEach((reason, n) -> reasons.put(reason.name(), n));
        ArrayNode tables = node.putArray("tables");
        manifest.tables().forEach(table -> tables.add(table(table)));
        ArrayNode files = node.putArray("files");
        manifest.files().forEach(file -> files.add(content(file)));
        return Lines.join(List.of(CanonicalJson.write(node)));
    }

    private static JsonNode previous(Manifest manifest) {
        Manifest.Previous previous = manifest.previous();
        return previous == null
                ? JSON.nullNode()
                : JSON.objectNode()
                        .put("sequence", previous.sequence())
                        .put("version", previous.version())
                        .put("root", previous.root())
                        .put("manifestSha256", previous.manifestSha256());
    }

    private static ObjectNode counts(Manifest.Counts counts) {
        return JSON.objectNode()
                .put("total", counts.total())
                .put("added", counts.added())
                .put("modified", counts.modified())
                .put("removed", counts.removed())
                .put("merged", counts.merged());
    }

    private static ObjectNode table(TableRoot table) {
        ObjectNode node = JSON.objectNode()
                .put("type", table.type())
                .put("rows", table.rows())
                .put("root", table.root());
        ObjectNode buckets = node.putObject("buckets");
        table.buckets().forEach(buckets::put);
        return node;
    }

    private static ObjectNode content(Manifest.Content file) {
        return JSON.objectNode()
                .put("path", file.path())
                .put("bytes", file.bytes())
                .put("sha256", file.sha256())
                .put("mediaType", file.mediaType());
    }

    public static byte[] delta(Delta delta) {
        DeltaWriter writer = new DeltaWriter();
        List<String> lines = new ArrayList<>(delta.ops().size() + 2);
        lines.add(DeltaWriter.header(delta, delta.ops().size()));
        delta.ops().forEach(op -> lines.add(writer.op(op)));
        lines.add(writer.footer());
        return Lines.join(lines);
    }
}
