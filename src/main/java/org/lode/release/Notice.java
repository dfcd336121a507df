package org.lode.release;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.model.Sha256;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A withdrawal or redaction, published after the releases that it is about: one line of {@code notices.jsonl}. */
public sealed interface Notice {
    /** Its number: 1, 2, 3 without gaps. */
    int n();

    Instant at();

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
            @JsonUnwrapped ReleaseName release,
            @Nullable Integer supersededBy) implements Notice {}

    /** The name of a release in notices. */
    record ReleaseName(int sequence, String version) {
        public static ReleaseName of(Manifest release) {
            return new ReleaseName(release.sequence(), release.version());
        }
    }

    /** The content of a record was removed from every release; its hashes stay. */
    record Redaction(
            int n, Instant at, String reason, @JsonUnwrapped Removed removed) implements Notice {

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
    record Removed(@JsonUnwrapped RecordKey key, List<String> leaves, List<Rewritten> deltas) {}

    /** The size and hash of a release's delta without the redacted content. */
    record Rewritten(@JsonUnwrapped ReleaseName release, long bytes, String sha256) {}

    /** Reads the n-th notice; fails when the line has another number or is not canonical. */
    static Notice read(String line, int n, String where) {
        JsonFields fields = JsonFields.of(line.getBytes(StandardCharsets.UTF_8), where);
        fields.number("n", n);
        Instant at = fields.instant("at");
        String reason = fields.text("reason");
        return switch (fields.text("notice")) {
            case "WITHDRAWAL" -> {
                Integer successor = fields.nullable("supersededBy", fields::positive);
                yield new Withdrawal(n, at, reason, release(fields), successor);
            }
            case "REDACTION" -> {
                RecordKey key = fields.key();
                List<Rewritten> deltas = fields.list(
                        "deltas", delta -> new Rewritten(release(delta), delta.size("bytes"), delta.hash("sha256")));
                checkOrder(fields, deltas);
                yield new Redaction(n, at, reason, new Removed(key, leaves(fields), deltas));
            }
            default -> throw fields.wrong("notice", "WITHDRAWAL or REDACTION");
        };
    }

    private static ReleaseName release(JsonFields fields) {
        return new ReleaseName(fields.positive("sequence"), fields.version("version"));
    }

    private static void checkOrder(JsonFields fields, List<Rewritten> deltas) {
        List<Integer> releases =
                deltas.stream().map(delta -> delta.release().sequence()).toList();
        if (!releases.stream().sorted().distinct().toList().equals(releases)) {
            throw fields.wrong("deltas", "each release once, in their order");
        }
    }

    private static List<String> leaves(JsonFields fields) {
        List<String> leaves = fields.texts("leaves");
        boolean hashes = !leaves.isEmpty() && leaves.stream().allMatch(Sha256::isHex);
        if (!hashes || !leaves.stream().sorted().distinct().toList().equals(leaves)) {
            throw fields.wrong("leaves", "hashes of versions, sorted, each once");
        }
        return leaves;
    }

    /** Returns the canonical line, without its line feed. */
    default String line() {
        ObjectNode node = JsonMapper.shared().valueToTree(this);
        return CanonicalJson.write(node.put("notice", this instanceof Withdrawal ? "WITHDRAWAL" : "REDACTION"));
    }
}
