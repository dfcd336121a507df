package org.lode;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.lode.publish.ReleasedStates;
import org.lode.release.CanonicalJson;
import org.lode.release.Leaf;
import org.lode.release.Manifest;
import org.lode.release.Op;
import org.lode.release.Tally;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Says what two releases differ in, one change a record. */
@Command(name = "diff", description = "Say what two releases differ in, from files alone.")
final class DiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DatasetOption dataset = new DatasetOption();

    @Parameters(index = "0", paramLabel = "A", description = "Version of the release to start from, like 2026.11.0.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "B", description = "Version of the release to arrive at.")
    private String to = "";

    @Override
    public Integer call() {
        ReleasedStates releases = dataset.read();
        ReleasedStates.At start = releases.at(from);
        ReleasedStates.At end = releases.at(to);
        List<Op> ops = releases.between(start, end);
        Map<String, Manifest.Counts> counts =
                Tally.of(ops).counts(end.manifest().tables());
        PrintWriter out = spec.commandLine().getOut();
        if (dataset.json()) {
            out.println(json(start, end, ops, counts));
        } else {
            ops.forEach(op -> out.println(line(op)));
            counts.forEach((type, count) -> out.println(line(type, count)));
        }
        return 0;
    }

    private static String line(Op op) {
        return switch (op) {
            case Op.Add add -> "ADD   " + add.key();
            case Op.Mod mod -> "MOD   %s: %s".formatted(mod.key(), String.join(", ", mod.changed()));
            case Op.Del del -> "DEL   " + del.key();
            case Op.Merge merge -> "MERGE %s into %s".formatted(merge.key(), merge.into());
        };
    }

    private static String line(String type, Manifest.Counts count) {
        return "%s: %d added, %d modified, %d removed, %d merged, %d in all"
                .formatted(type, count.added(), count.modified(), count.removed(), count.merged(), count.total());
    }

    private static String json(
            ReleasedStates.At start, ReleasedStates.At end, List<Op> ops, Map<String, Manifest.Counts> counts) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("from", DatasetOption.release(start));
        json.set("to", DatasetOption.release(end));
        ArrayNode changes = json.putArray("changes");
        ops.forEach(op -> changes.add(json(op)));
        ObjectNode byType = json.putObject("counts");
        counts.forEach((type, count) -> byType.putObject(type)
                .put("added", count.added())
                .put("merged", count.merged())
                .put("modified", count.modified())
                .put("removed", count.removed())
                .put("total", count.total()));
        return CanonicalJson.write(json);
    }

    private static ObjectNode json(Op op) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Leaf after = op.after();
        json.put("type", op.key().type()).put("id", op.key().id());
        json.put("reason", op.cause().reason().name());
        json.put("before", op.before()).put("after", after == null ? null : after.hash());
        return switch (op) {
            case Op.Add add -> json.put("op", "ADD");
            case Op.Del del -> json.put("op", "DEL");
            case Op.Merge merge -> json.put("op", "MERGE").put("into", merge.into());
            case Op.Mod mod -> {
                ArrayNode changed = json.put("op", "MOD").putArray("changed");
                mod.changed().forEach(changed::add);
                yield json;
            }
        };
    }
}
