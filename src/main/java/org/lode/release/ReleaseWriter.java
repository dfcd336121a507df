package org.lode.release;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the files of a release: canonical JSON, one value a line. */
public final class ReleaseWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ReleaseWriter() {}

    public static byte[] pointer(Published newest) {
        ObjectNode node = JSON.objectNode()
                .put("format", Pointer.FORMAT)
                .put("sequence", newest.manifest().sequence())
                .put("version", newest.manifest().version())
                .put("root", newest.manifest().root())
                .put("manifestSha256", newest.manifestSha256());
        return Lines.join(List.of(CanonicalJson.write(node)));
    }

    public static byte[] manifest(Manifest manifest) {
        return Lines.join(List.of(manifestText(manifest)));
    }

    /** The manifest as one canonical JSON value. */
    public static String manifestText(Manifest manifest) {
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
        return CanonicalJson.write(node);
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
        List<String> ops = new ArrayList<>();
        delta.ops().forEach(op -> ops.add(line(op, ops.size() + 1)));
        List<String> lines = new ArrayList<>(ops.size() + 2);
        lines.add(header(delta, ops.size()));
        lines.addAll(ops);
        lines.add(footer(ops.size(), Sha256.of(Lines.join(ops))));
        return Lines.join(lines);
    }

    /** The first line of a delta with so many operations. */
    static String header(Delta delta, int ops) {
        return CanonicalJson.write(JSON.objectNode()
                .put("h", Delta.FORMAT)
                .put("from", delta.from())
                .put("to", delta.to())
                .put("fromRoot", delta.fromRoot())
                .put("toRoot", delta.toRoot())
                .put("schemaVersion", delta.schemaVersion())
                .put("ops", ops));
    }

    /** The last line of a delta. */
    static String footer(int ops, byte[] sha256OfOps) {
        return CanonicalJson.write(
                JSON.objectNode().put("f", Delta.FORMAT).put("ops", ops).put("sha256OfOps", Sha256.hex(sha256OfOps)));
    }

    /** The line of the n-th operation, without its line feed. The record's text is taken as it is, not written anew. */
    public static String line(Op op, int n) {
        Leaf after = op.after();
        StringBuilder line = new StringBuilder("{");
        member(line, "after", after == null ? null : text(after.hash()));
        member(line, "before", op.before() == null ? null : text(op.before()));
        member(line, "changed", op instanceof Op.Mod mod ? names(mod.changed()) : null);
        member(line, "id", text(op.key().id()));
        member(line, "into", op instanceof Op.Merge merge ? text(merge.into()) : null);
        member(line, "n", String.valueOf(n));
        member(line, "note", op.cause().note() == null ? null : text(op.cause().note()));
        member(line, "op", text(op.word()));
        member(line, "reason", text(op.cause().reason().name()));
        member(line, "record", after == null ? null : after.dataText());
        member(line, "type", text(op.key().type()));
        return line.append('}').toString();
    }

    /** Adds one member of an object, unless it has no value; they come in the order of their names. */
    private static void member(StringBuilder line, String name, @Nullable String value) {
        if (value != null) {
            line.append(line.length() > 1 ? "," : "")
                    .append('"')
                    .append(name)
                    .append("\":")
                    .append(value);
        }
    }

    private static String text(String value) {
        return CanonicalJson.write(JSON.stringNode(value));
    }

    private static String names(List<String> names) {
        ArrayNode array = JSON.arrayNode();
        names.forEach(array::add);
        return CanonicalJson.write(array);
    }
}
