package org.lode.release;

import java.util.ArrayList;
import java.util.List;
import org.lode.failure.DatasetDamaged;
import tools.jackson.databind.JsonNode;

/** Reads a delta and holds every line against its hashes. */
final class DeltaReader {
    private final String file;
    private final List<byte[]> lines;

    private DeltaReader(byte[] bytes, String file) {
        this.file = file;
        this.lines = Lines.split(bytes, file);
    }

    static Delta read(byte[] bytes, String file) {
        return new DeltaReader(bytes, file).delta();
    }

    private Delta delta() {
        if (lines.size() < 2) {
            throw new DatasetDamaged(file + ":1: the only line (expected: a header, operations and a footer)");
        }
        JsonFields header = line(0);
        header.constant("h", Delta.FORMAT);
        checkFooter(line(lines.size() - 1));
        checkCount(header);
        List<Op> ops = new ArrayList<>();
        for (int n = 1; n < lines.size() - 1; n++) {
            ops.add(op(line(n), n));
            checkOrder(ops);
        }
        return new Delta(
                header.count("from"),
                header.count("to"),
                header.optionalHash("fromRoot"),
                header.hash("toRoot"),
                header.text("schemaVersion"),
                List.copyOf(ops));
    }

    private JsonFields line(int index) {
        String where = file + ":" + (index + 1);
        return new JsonFields(CanonicalJson.read(lines.get(index), where), where);
    }

    private void checkFooter(JsonFields footer) {
        footer.constant("f", Delta.FORMAT);
        checkCount(footer);
        List<byte[]> parts = new ArrayList<>();
        for (byte[] op : lines.subList(1, lines.size() - 1)) {
            parts.add(op);
            parts.add(new byte[] {'\n'});
        }
        String hash = Sha256.hex(Sha256.of(parts.toArray(byte[][]::new)));
        if (!footer.hash("sha256OfOps").equals(hash)) {
            throw footer.wrong("sha256OfOps", hash);
        }
    }

    private void checkCount(JsonFields fields) {
        if (fields.count("ops") != lines.size() - 2) {
            throw fields.wrong("ops", (lines.size() - 2) + ", the lines between header and footer");
        }
    }

    private void checkOrder(List<Op> ops) {
        int last = ops.size() - 1;
        if (last > 0 && ops.get(last - 1).key().compareTo(ops.get(last).key()) >= 0) {
            throw new DatasetDamaged("%s:%d: %s after %s (expected: each record once, in the order of types and ids)"
                    .formatted(
                            file,
                            last + 2,
                            ops.get(last).key(),
                            ops.get(last - 1).key()));
        }
    }

    static Op op(JsonFields fields, int n) {
        if (fields.count("n") != n) {
            throw fields.wrong("n", String.valueOf(n));
        }
        RecordKey key = new RecordKey(fields.text("type"), fields.text("id"));
        if (!key.wellFormed()) {
            throw fields.wrong("id", "a type and an id like project:lofdal");
        }
        Reason reason = fields.parsed("reason", Reason::valueOf, "one of " + List.of(Reason.values()));
        Cause cause = new Cause(reason, fields.optionalText("note"));
        return switch (fields.text("op")) {
            case "ADD" -> new Op.Add(after(fields, key), cause);
            case "MOD" -> new Op.Mod(fields.hash("before"), after(fields, key), changed(fields), cause);
            case "DEL" -> new Op.Del(key, fields.hash("before"), cause);
            case "MERGE" -> new Op.Merge(key, fields.hash("before"), fields.text("into"), cause);
            default -> throw fields.wrong("op", "ADD, MOD, DEL or MERGE");
        };
    }

    private static Leaf after(JsonFields fields, RecordKey key) {
        Leaf leaf = Leaf.of(key, fields.child("record").object());
        if (!leaf.hash().equals(fields.hash("after"))) {
            throw fields.wrong("after", leaf.hash() + ", the hash of the record");
        }
        return leaf;
    }

    private static List<String> changed(JsonFields fields) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : fields.object().path("changed")) {
            names.add(name.asString());
        }
        if (names.isEmpty()) {
            throw fields.wrong("changed", "the names of the fields that differ");
        }
        return List.copyOf(names);
    }
}
