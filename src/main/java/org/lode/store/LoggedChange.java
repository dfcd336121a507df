package org.lode.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.Cause;
import org.lode.release.DeltaWriter;
import org.lode.release.Difference;
import org.lode.release.Leaf;
import org.lode.release.Op;
import org.lode.release.Reason;
import org.lode.release.RecordKey;
import tools.jackson.databind.json.JsonMapper;

/**
 * A row of the change log as it stands, with the bodies that it names; nothing of it is certain.
 *
 * @param changed the names of the fields that changed, as the row has them
 * @param lineHash what the line in the delta hashes to, as the row has it; null when it has not
 */
record LoggedChange(
        int n,
        String op,
        RecordKey key,
        @Nullable String into,
        @Nullable String before,
        @Nullable String after,
        String reason,
        @Nullable String note,
        @Nullable String changed,
        @Nullable String lineHash,
        Content content) {

    /**
     * The bodies of a change.
     *
     * @param redacted whether they were taken away
     * @param body the body under the hash {@code after}; null when there is none
     * @param bodyBefore the same for {@code before}
     */
    record Content(
            boolean redacted,
            @Nullable String body,
            @Nullable String bodyBefore) {
        private Optional<Leaf> leaf(RecordKey key, @Nullable String after) {
            return redacted
                    ? Optional.ofNullable(after).map(hash -> Leaf.redacted(key, hash))
                    : Optional.ofNullable(body).map(text -> Leaf.ofBody(key, text));
        }
    }

    /** What can be made of a row. */
    sealed interface Reading {
        /** Its line in the delta. */
        record Line(Op op, String text) implements Reading {}

        /** Nothing, while the body under its hash is missing or another. */
        record NoBody(String hash, boolean missing) implements Reading {}

        /** Nothing: the row itself is none. */
        record Unreadable(String problem) implements Reading {}
    }

    /** The row as the line that it came from. */
    Reading read() {
        boolean there = content.leaf(key, after)
                .filter(leaf -> leaf.hash().equals(after))
                .isPresent();
        if (after != null && !there) {
            return new Reading.NoBody(after, content.body() == null);
        }
        try {
            Op operation = operation();
            return new Reading.Line(operation, DeltaWriter.line(operation, n));
        } catch (DatasetDamaged | IllegalArgumentException e) {
            return new Reading.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private Op operation() {
        if (!key.wellFormed()) {
            throw new DatasetDamaged("type and id %s (expected: those of a record)".formatted(key));
        }
        Cause cause = new Cause(Reason.valueOf(reason), note);
        Optional<Leaf> leaf = content.leaf(key, after);
        return switch (op) {
            case "ADD" -> new Op.Add(leaf.orElseThrow(LoggedChange::incomplete), cause);
            case "MOD" -> new Op.Mod(needed(before), leaf.orElseThrow(LoggedChange::incomplete), names(), cause);
            case "DEL" -> new Op.Del(key, needed(before), cause);
            case "MERGE" -> new Op.Merge(key, needed(before), needed(into), cause);
            default -> throw new DatasetDamaged("op %s (expected: ADD, MOD, DEL or MERGE)".formatted(op));
        };
    }

    /** From the bodies; from the row only while the one before is damaged, which its own change tells. */
    private List<String> names() {
        String body = content.body();
        String bodyBefore = content.bodyBefore();
        if (!content.redacted()
                && body != null
                && bodyBefore != null
                && Leaf.ofBody(key, bodyBefore).hash().equals(before)) {
            return Difference.changed(Leaf.data(bodyBefore), Leaf.data(body));
        }
        TreeSet<String> names = new TreeSet<>();
        JsonMapper.shared()
                .readTree(needed(changed))
                .forEach(entry -> names.add(entry.path("path").asString("")));
        return List.copyOf(names);
    }

    private static String needed(@Nullable String value) {
        return Optional.ofNullable(value).orElseThrow(LoggedChange::incomplete);
    }

    private static DatasetDamaged incomplete() {
        return new DatasetDamaged("a value is missing");
    }

    /** The hash of a line as the change log keeps it. */
    static String hash(String line) {
        return Sha256.hex(Sha256.of(bytes(line)));
    }

    static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }
}
