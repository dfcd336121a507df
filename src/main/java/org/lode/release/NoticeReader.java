package org.lode.release;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import tools.jackson.databind.JsonNode;

/** Reads one line of {@code notices.jsonl} and holds it to its form. */
final class NoticeReader {
    private static final String INSTANT = "an instant like 2026-11-22T09:00:00Z";

    private NoticeReader() {}

    /** The n-th notice; fails when its line is another, or not canonical. */
    static Notice read(String line, int n, String where) {
        JsonFields fields = new JsonFields(CanonicalJson.read(line.getBytes(StandardCharsets.UTF_8), where), where);
        if (fields.count("n") != n) {
            throw fields.wrong("n", String.valueOf(n));
        }
        Instant at = fields.parsed("at", Instant::parse, INSTANT);
        String reason = fields.text("reason");
        return switch (fields.text("notice")) {
            case "WITHDRAWAL" -> new Notice.Withdrawal(n, at, reason, release(fields), supersededBy(fields));
            case "REDACTION" -> new Notice.Redaction(n, at, reason, removed(fields));
            default -> throw fields.wrong("notice", "WITHDRAWAL or REDACTION");
        };
    }

    private static Notice.Told release(JsonFields fields) {
        return new Notice.Told(
                positive(fields, "sequence"),
                fields.parsed("version", CalendarVersion::parse, "a version like 2026.11.0")
                        .toString());
    }

    private static @Nullable Integer supersededBy(JsonFields fields) {
        return fields.object().path("supersededBy").isNull() ? null : positive(fields, "supersededBy");
    }

    private static int positive(JsonFields fields, String name) {
        if (fields.count(name) == 0) {
            throw fields.wrong(name, "a whole number from 1");
        }
        return fields.count(name);
    }

    private static Notice.Removed removed(JsonFields fields) {
        RecordKey key = new RecordKey(fields.text("type"), fields.text("id"));
        if (!key.wellFormed()) {
            throw fields.wrong("id", "a type and an id like project:lofdal");
        }
        List<Notice.Rewritten> deltas = fields.list("deltas", NoticeReader::rewritten);
        checkOrder(fields, deltas);
        return new Notice.Removed(key, leaves(fields), deltas);
    }

    private static Notice.Rewritten rewritten(JsonFields delta) {
        return new Notice.Rewritten(release(delta), delta.size("bytes"), delta.hash("sha256"));
    }

    private static void checkOrder(JsonFields fields, List<Notice.Rewritten> deltas) {
        int last = 0;
        for (Notice.Rewritten delta : deltas) {
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

    /** The failure for a file that has another count of lines than was told. */
    static DatasetDamaged count(String where, int found, int expected) {
        return new DatasetDamaged("%s: %d notices (expected: %d)".formatted(where, found, expected));
    }
}
