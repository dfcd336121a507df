package org.lode.release;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes one line of {@code notices.jsonl}. */
final class NoticeWriter {
    private NoticeWriter() {}

    /** The canonical line, without its line feed. */
    static String line(Notice notice) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("n", notice.n())
                .put("at", notice.at().toString())
                .put("reason", notice.reason());
        switch (notice) {
            case Notice.Withdrawal withdrawal -> put(withdrawal, node);
            case Notice.Redaction redaction -> put(redaction.removed(), node);
        }
        return CanonicalJson.write(node);
    }

    private static void put(Notice.Withdrawal withdrawal, ObjectNode node) {
        put(withdrawal.release(), node.put("notice", "WITHDRAWAL"));
        node.put("supersededBy", withdrawal.supersededBy());
    }

    private static void put(Notice.Removed removed, ObjectNode node) {
        node.put("notice", "REDACTION")
                .put("type", removed.key().type())
                .put("id", removed.key().id());
        ArrayNode leaves = node.putArray("leaves");
        removed.leaves().forEach(leaves::add);
        ArrayNode deltas = node.putArray("deltas");
        for (Notice.Rewritten delta : removed.deltas()) {
            put(delta.release(), deltas.addObject()).put("bytes", delta.bytes()).put("sha256", delta.sha256());
        }
    }

    private static ObjectNode put(Notice.Told release, ObjectNode node) {
        return node.put("sequence", release.sequence()).put("version", release.version());
    }
}
