package org.lode.release;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.model.Sha256;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A withdrawal or redaction, published after the releases that it is about: one line of {@code notices.jsonl}. */
public sealed interface Notice {
    /** Returns its number: 1, 2, 3 without gaps. */
    int n();

    Instant at();

    /** Returns the reason as text. */
    String reason();

    /**
     * A release must not be used any more. Its files stay.
     *
     * @param supersededBy the sequence of the release to use instead; null when there is none
     */
    record Withdrawal(
            int n,
            Instant at,
            String reason,
            Told release,
            @Nullable Integer supersededBy) implements Notice {}

    /** A release, as notices name it. */
    record Told(int sequence, String version) {}

    /** The content of a record was removed from every release; its hashes stay. */
    record Redaction(int n, Instant at, String reason, Removed removed) implements Notice {

        /** Returns the file name of a rewritten delta since this notice. */
        public String file() {
            return file(n);
        }

        /** Returns the file name of a delta that the n-th notice rewrote. */
        public static String file(int n) {
            return "delta.r" + n + ".jsonl";
        }
    }

    /**
     * The content that a redaction removed.
     *
     * @param leaves the hashes of all versions of the record, sorted
     * @param deltas each delta that named the record, without its content, in the order of releases
     */
    record Removed(RecordKey key, List<String> leaves, List<Rewritten> deltas) {}

    /** The size and hash of a release's delta without the redacted content. */
    record Rewritten(Told release, long bytes, String sha256) {}

    /** Reads the n-th notice; fails when the line has another number or is not canonical. */
    static Notice read(String line, int n, String where) {
        JsonFields fields = new JsonFields(CanonicalJson.read(line.getBytes(StandardCharsets.UTF_8), where), where);
        if (fields.count("n") != n) {
            throw fields.wrong("n", String.valueOf(n));
        }
        Instant at = fields.instant("at");
        String reason = fields.text("reason");
        return switch (fields.text("notice")) {
            case "WITHDRAWAL" -> new Withdrawal(n, at, reason, release(fields), supersededBy(fields));
            case "REDACTION" -> new Redaction(n, at, reason, removed(fields));
            default -> throw fields.wrong("notice", "WITHDRAWAL or REDACTION");
        };
    }

    private static Told release(JsonFields fields) {
        return new Told(fields.positive("sequence"), fields.version("version"));
    }

    private static @Nullable Integer supersededBy(JsonFields fields) {
        return fields.object().path("supersededBy").isNull() ? null : fields.positive("supersededBy");
    }

    private static Removed removed(JsonFields fields) {
        RecordKey key = new RecordKey(fields.text("type"), fields.text("id"));
        if (!key.wellFormed()) {
            throw fields.wrong("id", "a type and an id like project:lofdal");
        }
        List<Rewritten> deltas = fields.list("deltas", Notice::rewritten);
        checkOrder(fields, deltas);
        return new Removed(key, leaves(fields), deltas);
    }

    private static Rewritten rewritten(JsonFields delta) {
        return new Rewritten(release(delta), delta.size("bytes"), delta.hash("sha256"));
    }

    private static void checkOrder(JsonFields fields, List<Rewritten> deltas) {
        int last = 0;
        for (Rewritten delta : deltas) {
            if (delta.release().sequence() <= last) {
                throw fields.wrong("deltas", "each release once, in their order");
            }
            last = delta.release().sequence();
        }
    }

    private static List<String> leaves(JsonFields fields) {
        List<String> leaves = fields.object()
                .path("leaves")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        boolean hashes = !leaves.isEmpty() && leaves.stream().allMatch(Sha256::isHex);
        if (!hashes || !leaves.stream().sorted().distinct().toList().equals(leaves)) {
            throw fields.wrong("leaves", "hashes of versions, sorted, each once");
        }
        return leaves;
    }

    /** Returns the canonical line, without its line feed. */
    default String line() {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("n", n())
                .put("at", at().toString())
                .put("reason", reason());
        switch (this) {
            case Withdrawal withdrawal -> put(withdrawal, node);
            case Redaction redaction -> put(redaction.removed(), node);
        }
        return CanonicalJson.write(node);
    }

    private static void put(Withdrawal withdrawal, ObjectNode node) {
        put(withdrawal.release(), node.put("notice", "WITHDRAWAL"));
        node.put("supersededBy", withdrawal.supersededBy());
    }

    private static void put(Removed removed, ObjectNode node) {
        node.put("notice", "REDACTION")
                .put("type", removed.key().type())
                .put("id", removed.key().id());
        ArrayNode leaves = node.putArray("leaves");
        removed.leaves().forEach(leaves::add);
        ArrayNode deltas = node.putArray("deltas");
        for (Rewritten delta : removed.deltas()) {
            put(delta.release(), deltas.addObject()).put("bytes", delta.bytes()).put("sha256", delta.sha256());
        }
    }

    private static ObjectNode put(Told release, ObjectNode node) {
        return node.put("sequence", release.sequence()).put("version", release.version());
    }
}
