package org.lode.release;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes one delta line by line, without line feeds, and holds none of them: it may be longer than memory. */
public final class DeltaWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final MessageDigest digest = Sha256.digest();
    private int ops;

    /** The first line of a delta that has so many operations, whichever it holds here. */
    public static String header(Delta delta, int ops) {
        return CanonicalJson.write(JSON.objectNode()
                .put("h", Delta.FORMAT)
                .put("from", delta.from())
                .put("to", delta.to())
                .put("fromRoot", delta.fromRoot())
                .put("toRoot", delta.toRoot())
                .put("schemaVersion", delta.schemaVersion())
                .put("ops", ops));
    }

    /** The line of the next operation. */
    public String op(Op op) {
        ObjectNode node = common(op);
        if (op.cause().note() != null) {
            node.put("note", op.cause().note());
        }
        Leaf after = op.after();
        if (after != null) {
            node.set("record", after.data());
        }
        return line(node);
    }

    /** The line of the next operation, on a record whose content was redacted: hashes stay, words do not. */
    public String redacted(Op op) {
        ObjectNode node = common(op);
        if (op.after() != null) {
            node.putNull("record");
        }
        return line(node);
    }

    /** The last line: it proves those of the operations. */
    public String footer() {
        return CanonicalJson.write(JSON.objectNode()
                .put("f", Delta.FORMAT)
                .put("ops", ops)
                .put("sha256OfOps", Sha256.hex(digest.digest())));
    }

    private String line(ObjectNode node) {
        String line = CanonicalJson.write(node);
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        return line;
    }

    private ObjectNode common(Op op) {
        ops++;
        ObjectNode node = JSON.objectNode()
                .put("n", ops)
                .put("type", op.key().type())
                .put("id", op.key().id())
                .put("reason", op.cause().reason().name());
        if (op.before() != null) {
            node.put("before", op.before());
        }
        Leaf after = op.after();
        if (after != null) {
            node.put("after", after.hash());
        }
        switch (op) {
            case Op.Add add -> node.put("op", "ADD");
            case Op.Mod mod -> mod.changed().forEach(node.put("op", "MOD").putArray("changed")::add);
            case Op.Del del -> node.put("op", "DEL");
            case Op.Merge merge -> node.put("op", "MERGE").put("into", merge.into());
        }
        return node;
    }
}
