package org.lode.author;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lode.author.Draft.Row;
import org.lode.release.Difference;
import org.lode.release.Op;
import org.lode.release.Op.Cause;
import org.lode.release.Op.Reason;
import org.lode.release.RecordKey;
import org.lode.release.State;
import tools.jackson.databind.JsonNode;

/**
 * The changes of a valid draft against the newest release.
 *
 * @param ops one for each record that changes
 * @param after the records of the draft
 * @param problems missing or unused reasons, and ids that an earlier record had
 */
public record Changes(List<Op> ops, State after, List<Problem> problems) {

    /**
     * Compares a draft with the newest release.
     *
     * @param gone the version that removed each record that is gone
     */
    public static Changes of(Draft draft, State before, Map<RecordKey, String> gone) {
        State after = keepingOldBytes(new RecordReader(draft).read(), before);
        Map<String, Row> given = new HashMap<>();
        draft.reasons().forEach(row -> given.putIfAbsent(row.text("id"), row));
        Reasons reasons = new Reasons(draft, given, before, after);
        List<Op> ops = Difference.between(before, after, reasons);
        List<Problem> problems = new ArrayList<>(reasons.problems(ops));
        for (Op op : ops) {
            String version = gone.get(op.key());
            Row row = draft.record(op.key().id());
            if (op.before() == null && version != null && row != null) {
                problems.add(row.problem("id", "a new id; release %s took this one out".formatted(version)));
            }
        }
        return new Changes(ops, after, draft.inOrder(problems));
    }

    /** Keeps the released version of a record that differs only in nulls and empty lists, such as those of new fields. */
    private static State keepingOldBytes(State read, State before) {
        return State.of(read.leaves().values().stream()
                .map(leaf -> before.find(leaf.key())
                        .filter(old -> Difference.saysTheSame(old, leaf))
                        .orElse(leaf))
                .toList());
    }

    /** Gives the reason of each change: from reasons.csv, whose rows are {@code given} by id, or from the change itself. */
    record Reasons(Draft draft, Map<String, Row> given, State before, State after) implements Difference.Causes {

        /** The reason in reasons.csv, else the one that follows, else CORRECTION, which {@link #problems} reports. */
        @Override
        public Cause of(RecordKey key) {
            return written(key).or(() -> implied(key).map(Cause::new)).orElse(new Cause(Reason.CORRECTION));
        }

        private Optional<Cause> written(RecordKey key) {
            return Optional.ofNullable(given.get(key.id()))
                    .flatMap(row -> reason(row).map(reason -> new Cause(reason, row.get("note"))));
        }

        private Optional<Reason> implied(RecordKey key) {
            if (before.find(key).isEmpty()) {
                boolean redirects = draft.description()
                        .ofId(key.id())
                        .flatMap(kind -> before.find(new RecordKey(kind.type(), key.id())))
                        .isPresent();
                return Optional.of(redirects ? Reason.DEDUPLICATION : Reason.NEW_SOURCE);
            }
            if (after.find(key).isEmpty()) {
                return Difference.mergedInto(key, before, after).map(into -> Reason.DEDUPLICATION);
            }
            JsonNode old = before.find(key).orElseThrow().data();
            JsonNode now = after.find(key).orElseThrow().data();
            // Only the shape differs when each changed field is missing in one of the versions.
            boolean sameFields = Difference.changed(old, now).stream().anyMatch(name -> old.has(name) && now.has(name));
            return sameFields ? Optional.empty() : Optional.of(Reason.SCHEMA_CHANGE);
        }

        /** Rows without a valid reason or for a record that does not change, and changes without a reason. */
        List<Problem> problems(List<Op> ops) {
            List<Problem> problems = new ArrayList<>();
            Set<String> changed = ops.stream().map(op -> op.key().id()).collect(Collectors.toSet());
            Set<String> seen = new HashSet<>();
            for (Row row : draft.reasons()) {
                if (!changed.contains(row.text("id"))) {
                    problems.add(row.problem("id", "the id of a record that this release changes"));
                } else if (!seen.add(row.text("id"))) {
                    problems.add(row.problem("id", "each id once"));
                }
                if (reason(row).isEmpty()) {
                    problems.add(row.problem("reason", "one of " + Reason.given()));
                }
            }
            int end = draft.reasons().stream().mapToInt(Row::line).max().orElse(1) + 1;
            for (Op op : ops) {
                String id = op.key().id();
                missing(op).ifPresent(row -> problems.add(Problem.ofFile(Draft.REASONS, end, "id", id, row)));
            }
            return problems;
        }

        private Optional<String> missing(Op op) {
            boolean unexplained =
                    written(op.key()).isEmpty() && implied(op.key()).isEmpty();
            boolean goes = Set.of(Reason.RETRACTION, Reason.DEDUPLICATION)
                    .contains(op.cause().reason());
            String gone = "a redirect to the record that stands for it, or a row with RETRACTION or DEDUPLICATION";
            return switch (op) {
                case Op.Add add -> Optional.empty();
                case Op.Merge merge -> Optional.empty();
                case Op.Mod mod -> {
                    String row = "a row with the reason for its change in " + String.join(", ", mod.changed());
                    yield unexplained ? Optional.of(row) : Optional.empty();
                }
                case Op.Del del -> unexplained || !goes ? Optional.of(gone) : Optional.empty();
            };
        }

        private static Optional<Reason> reason(Row row) {
            String text = row.text("reason");
            return Reason.given().stream()
                    .filter(reason -> reason.name().equals(text))
                    .findFirst();
        }
    }
}
