package org.lode.release;

import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.Delta.Tally;
import org.lode.release.Op.Cause;
import org.lode.release.Op.Reason;
import org.lode.release.Roots.TableRoot;
import tools.jackson.databind.json.JsonMapper;

/**
 * All changes of one release.
 *
 * @param from sequence of the release before; 0 before the first
 * @param fromRoot its root; null before the first
 * @param ops at most one a record, in the order of types and ids
 * @param derived whether it was computed from two states, so that the reasons are unknown
 */
public record Delta(
        int from,
        int to,
        @Nullable String fromRoot,
        String toRoot,
        String schemaVersion,
        List<Op> ops,
        boolean derived) {
    static final String FORMAT = "lode-delta-1";

    /** A delta as it was published. */
    public Delta(int from, int to, @Nullable String fromRoot, String toRoot, String schemaVersion, List<Op> ops) {
        this(from, to, fromRoot, toRoot, schemaVersion, ops, /* derived= */ false);
    }

    /** Returns the header of the manifest's delta, without operations. */
    public static Delta of(Manifest manifest) {
        return of(manifest, List.of(), /* derived= */ false);
    }

    /** Returns the manifest's delta with these operations. */
    public static Delta of(Manifest manifest, List<Op> ops, boolean derived) {
        Manifest.Previous previous = manifest.previous();
        return new Delta(
                manifest.sequence() - 1,
                manifest.sequence(),
                previous == null ? null : previous.root(),
                manifest.root(),
                manifest.schemaVersion(),
                ops,
                derived);
    }

    /** Returns operations that are each made when they are asked for. */
    public static List<Op> lazily(int size, IntFunction<Op> op) {
        final class Ops extends AbstractList<Op> implements RandomAccess {
            @Override
            public Op get(int index) {
                return op.apply(index);
            }

            @Override
            public int size() {
                return size;
            }
        }
        return new Ops();
    }

    /** Returns the bytes of {@code delta.jsonl}: a header, a line for each operation and a footer. */
    public byte[] bytes() {
        return bytes(key -> false);
    }

    /** Returns the bytes of {@code delta.jsonl} without the content of these records. */
    public byte[] bytes(Predicate<RecordKey> redacted) {
        DeltaWriter writer = new DeltaWriter();
        List<String> lines = new ArrayList<>(ops.size() + 2);
        lines.add(DeltaWriter.header(this, ops.size()));
        ops.forEach(op -> lines.add(redacted.test(op.key()) ? writer.redacted(op) : writer.op(op)));
        lines.add(writer.footer());
        return Lines.join(lines);
    }

    /** Counts the changes of a release by record type and by reason. */
    public static final class Tally {
        private static final Manifest.Counts NONE = new Manifest.Counts(0, 0, 0, 0, 0);

        private final SortedMap<String, Manifest.Counts> changes = new TreeMap<>();
        private final SortedMap<Reason, Integer> reasons = new TreeMap<>();

        /** Counts these operations. */
        public static Tally of(List<Op> ops) {
            Tally tally = new Tally();
            ops.forEach(tally::add);
            return tally;
        }

        void add(Op op) {
            changes.merge(op.key().type(), one(op), Tally::sum);
            reasons.merge(op.cause().reason(), 1, Integer::sum);
        }

        /** Returns for each table how many records it holds, and how many operations of which kind it had. */
        public SortedMap<String, Manifest.Counts> counts(List<TableRoot> tables) {
            SortedMap<String, Manifest.Counts> counts = new TreeMap<>(changes);
            tables.forEach(
                    table -> counts.merge(table.type(), new Manifest.Counts(table.rows(), 0, 0, 0, 0), Tally::sum));
            return counts;
        }

        /** Returns the number of operations by reason. */
        public SortedMap<Reason, Integer> reasons() {
            return reasons;
        }

        /** Returns the number of operations on records of this type. */
        public Manifest.Counts changes(String type) {
            return changes.getOrDefault(type, NONE);
        }

        private static Manifest.Counts one(Op op) {
            return switch (op) {
                case Op.Add add -> new Manifest.Counts(0, 1, 0, 0, 0);
                case Op.Mod mod -> new Manifest.Counts(0, 0, 1, 0, 0);
                case Op.Del del -> new Manifest.Counts(0, 0, 0, 1, 0);
                case Op.Merge merge -> new Manifest.Counts(0, 0, 0, 0, 1);
            };
        }

        private static Manifest.Counts sum(Manifest.Counts a, Manifest.Counts b) {
            return new Manifest.Counts(
                    a.total() + b.total(),
                    a.added() + b.added(),
                    a.modified() + b.modified(),
                    a.removed() + b.removed(),
                    a.merged() + b.merged());
        }
    }

    /** Reads a delta and holds every line against its hashes. */
    static final class DeltaReader {
        /** Up to here operations are kept as they were read; beyond, each is read again when it is asked for. */
        private static final int KEPT = 20_000;

        private final String file;
        private final Lines lines;
        private final Set<RecordKey> redacted;
        private final Tally tally = new Tally();

        private DeltaReader(MemorySegment bytes, String file, Set<RecordKey> redacted) {
            this.file = file;
            this.redacted = redacted;
            this.lines = Lines.of(bytes, file);
        }

        /** A delta and the counts of its operations. */
        record Counted(Delta delta, Tally tally) {}

        /** Reads a file from which the content of these records, and of no others, was taken away. */
        static Counted read(MemorySegment bytes, String file, Set<RecordKey> redacted) {
            return new DeltaReader(bytes, file, redacted).read();
        }

        private Counted read() {
            if (lines.size() < 2) {
                throw new DatasetDamaged(file + ":1: the only line (expected: a header, operations and a footer)");
            }
            JsonFields header = line(0);
            header.constant("h", Delta.FORMAT);
            checkFooter(line(lines.size() - 1));
            checkCount(header);
            Delta delta = new Delta(
                    header.count("from"),
                    header.count("to"),
                    header.nullable("fromRoot", header::hash),
                    header.hash("toRoot"),
                    header.text("schemaVersion"),
                    ops());
            return new Counted(delta, tally);
        }

        private List<Op> ops() {
            int count = lines.size() - 2;
            List<Op> kept = new ArrayList<>();
            RecordKey last = null;
            for (int n = 1; n <= count; n++) {
                Op op = published(line(n), n, redacted);
                checkOrder(n, last, op.key());
                last = op.key();
                tally.add(op);
                if (count <= KEPT) {
                    kept.add(op);
                }
            }
            // Beyond, each is read again from its line, which has been checked.
            return count <= KEPT ? List.copyOf(kept) : lazily(count, at -> op(checked(at + 1), at + 1, redacted));
        }

        private JsonFields checked(int index) {
            return new JsonFields(JsonMapper.shared().readTree(lines.get(index)), file + ":" + (index + 1));
        }

        private JsonFields line(int index) {
            return JsonFields.of(lines.get(index), file + ":" + (index + 1));
        }

        private void checkFooter(JsonFields footer) {
            footer.constant("f", Delta.FORMAT);
            checkCount(footer);
            MessageDigest digest = Sha256.digest();
            for (byte[] op : lines.subList(1, lines.size() - 1)) {
                digest.update(op);
                digest.update((byte) '\n');
            }
            String hash = Sha256.hex(digest.digest());
            if (!footer.hash("sha256OfOps").equals(hash)) {
                throw footer.wrong("sha256OfOps", hash);
            }
        }

        private void checkCount(JsonFields fields) {
            if (fields.count("ops") != lines.size() - 2) {
                throw fields.wrong("ops", (lines.size() - 2) + ", the lines between header and footer");
            }
        }

        private void checkOrder(int n, @Nullable RecordKey last, RecordKey key) {
            if (last != null && last.compareTo(key) >= 0) {
                throw new DatasetDamaged(
                        "%s:%d: %s after %s (expected: each record once, in the order of types and ids)"
                                .formatted(file, n + 1, key, last));
            }
        }

        /** Reads an operation of a published delta, which has a reason. */
        static Op published(JsonFields fields, int n, Set<RecordKey> redacted) {
            Op op = op(fields, n, redacted);
            if (op.cause().reason() == Reason.UNSTATED) {
                throw fields.wrong("reason", "one of " + Reason.given());
            }
            return op;
        }

        static Op op(JsonFields fields, int n, Set<RecordKey> redacted) {
            fields.number("n", n);
            RecordKey key = fields.key();
            Reason reason = fields.parsed("reason", Reason::valueOf, "one of " + Reason.given());
            Cause cause = new Cause(reason, fields.object().has("note") ? fields.text("note") : null);
            boolean silent = redacted.contains(key);
            if (silent && cause.note() != null) {
                throw fields.wrong("note", "none, since the record was redacted");
            }
            return switch (fields.text("op")) {
                case "ADD" -> new Op.Add(after(fields, key, silent), cause);
                case "MOD" -> new Op.Mod(fields.hash("before"), after(fields, key, silent), changed(fields), cause);
                case "DEL" -> new Op.Del(key, fields.hash("before"), cause);
                case "MERGE" -> new Op.Merge(key, fields.hash("before"), fields.text("into"), cause);
                default -> throw fields.wrong("op", "ADD, MOD, DEL or MERGE");
            };
        }

        private static Leaf after(JsonFields fields, RecordKey key, boolean redacted) {
            if (redacted) {
                if (!fields.object().path("record").isNull()) {
                    throw fields.wrong("record", "null, since the record was redacted");
                }
                return Leaf.redacted(key, fields.hash("after"));
            }
            Leaf leaf = Leaf.of(key, fields.child("record").object());
            if (!leaf.hash().equals(fields.hash("after"))) {
                throw fields.wrong("after", leaf.hash() + ", the hash of the record");
            }
            return leaf;
        }

        private static List<String> changed(JsonFields fields) {
            List<String> names = fields.texts("changed");
            if (names.isEmpty()) {
                throw fields.wrong("changed", "the names of the fields that differ");
            }
            return names;
        }
    }
}
