package org.lode.release;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.model.Sha256;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes one delta line by line, without line feeds, and holds none of them: it may be longer than memory. */
public final class DeltaWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final MessageDigest digest = Sha256.digest();
    private int ops;

    /** The first line of a delta that has so many operations, whichever it holds here. */
    public static String header(Delta delta, int ops) {
        ObjectNode header = JSON.objectNode()
                .put("h", Delta.FORMAT)
                .put("from", delta.from())
                .put("to", delta.to());
        header.put("fromRoot", delta.fromRoot()).put("toRoot", delta.toRoot());
        return CanonicalJson.write(
                header.put("schemaVersion", delta.schemaVersion()).put("ops", ops));
    }

    /** The line of the next operation. */
    public String op(Op op) {
        return next(line(op, ops + 1));
    }

    /** The line of the next operation, on a record whose content was redacted. */
    public String redacted(Op op) {
        return next(redacted(line(op, ops + 1)));
    }

    /** Adds the line of the next operation as it is. */
    public String next(String line) {
        ops++;
        digest.update(bytes(line));
        return line;
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The line of an operation without content and note, as deltas have it once its record is redacted. */
    public static String redacted(String line) {
        ObjectNode fields = (ObjectNode) JsonMapper.shared().readTree(line);
        fields.remove("note");
        if (fields.has("record")) {
            fields.putNull("record");
        }
        return CanonicalJson.write(fields);
    }

    /** The last line: it proves those of the operations. */
    public String footer() {
        return footer(ops, digest.digest());
    }

    /** The last line of a delta with so many operations. */
    static String footer(int ops, byte[] sha256OfOps) {
        return CanonicalJson.write(
                JSON.objectNode().put("f", Delta.FORMAT).put("ops", ops).put("sha256OfOps", Sha256.hex(sha256OfOps)));
    }

    /** The line of the n-th operation. The record's text is taken as it is. */
    public static String line(Op op, int n) {
        String note = op.cause().note();
        StringBuilder line = new StringBuilder("{");
        Leaf after = op.after();
        member(line, "after", after == null ? null : text(after.hash()));
        member(line, "before", op.before() == null ? null : text(op.before()));
        member(line, "changed", op instanceof Op.Mod mod ? names(mod.changed()) : null);
        member(line, "id", text(op.key().id()));
        member(line, "into", op instanceof Op.Merge merge ? text(merge.into()) : null);
        member(line, "n", String.valueOf(n));
        member(line, "note", note == null ? null : text(note));
        member(line, "op", text(op.word()));
        member(line, "reason", text(op.cause().reason().name()));
        member(line, "record", after == null ? null : after.dataText());
        member(line, "type", text(op.key().type()));
        return line.append('}').toString();
    }

    /** Adds one member of an object, unless it has no value; they come in the order of their names. */
    private static void member(StringBuilder line, String name, @Nullable String value) {
        if (value != null) {
            line.append(line.length() > 1 ? ",\"" : "\"")
                    .append(name)
                    .append("\":")
                    .append(value);
        }
    }

    private static String text(String value) {
        return CanonicalJson.write(JSON.stringNode(value));
    }

    private static String names(List<String> names) {
        return CanonicalJson.write(
                JSON.arrayNode().addAll(names.stream().map(JSON::stringNode).toList()));
    }

    /** Size and hash of a release's delta, from its lines as they come. */
    public static final class DeltaDigest {
        private final int ops;
        private final MessageDigest file = Sha256.digest();
        private final DeltaWriter lines = new DeltaWriter();
        private long bytes;

        /** Begins with the header, which follows from the manifest. */
        public DeltaDigest(Manifest manifest) {
            this.ops = manifest.changes();
            take(header(Delta.of(manifest), ops));
        }

        /** Adds the line of the next operation. */
        public void add(String line) {
            take(lines.next(line));
        }

        /** How many bytes there are until now. */
        public long bytes() {
            return bytes;
        }

        /** How many bytes the footer has, which are always the same. */
        public long footerBytes() {
            return DeltaWriter.bytes(footer(ops, new byte[32])).length;
        }

        /** Ends with the footer; whether the whole is the file that the manifest names. */
        public boolean is(Manifest.Content content) {
            take(lines.footer());
            return bytes == content.bytes() && Sha256.hex(file.digest()).equals(content.sha256());
        }

        private void take(String line) {
            byte[] text = DeltaWriter.bytes(line);
            file.update(text);
            bytes += text.length;
        }
    }
}
