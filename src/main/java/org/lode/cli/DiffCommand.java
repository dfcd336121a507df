package org.lode.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lode.author.ReleaseArchive.History;
import org.lode.author.ReleaseArchive.Release;
import org.lode.release.Delta.Tally;
import org.lode.release.Leaf;
import org.lode.release.Manifest;
import org.lode.release.Op;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Compares two releases: each changed record with its reason, and the values before and after. */
@Command(
        name = "diff",
        description = {
            "Say what two releases differ in, from files alone.",
            "Each change has its reason, and the values of its fields before and after."
        })
final class DiffCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Mixin
    private Commands.ReleasesOption dataset = new Commands.ReleasesOption();

    @Parameters(index = "0", paramLabel = "A", description = "Version of the release to start from, like 2026.11.0.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "B", description = "Version of the release to arrive at.")
    private String to = "";

    /** A field that differs; a value is null when the record or the field is missing or empty. */
    private record Difference(
            String field,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {

        String line() {
            return "        %s: %s -> %s".formatted(field, text(before), text(after));
        }

        private static String text(@Nullable JsonNode value) {
            return value == null ? "nothing" : value.toString();
        }
    }

    @Override
    public Integer call() {
        History releases = dataset.read();
        Release start = releases.at(from);
        Release end = releases.at(to);
        List<Op> ops = releases.between(start, end);
        Map<String, Manifest.Counts> counts =
                Tally.of(ops).counts(end.manifest().tables());
        ObjectNode object = Output.object();
        object.set("from", Output.release(start.manifest()));
        object.set("to", Output.release(end.manifest()));
        ArrayNode changes = object.putArray("changes");
        for (Op op : ops) {
            List<Difference> differences = differences(op, start, end);
            output.line(line(op));
            differences.forEach(difference -> output.line(difference.line()));
            changes.add(json(op, differences));
        }
        counts.forEach((type, count) -> output.line(line(type, count)));
        object.set("counts", Output.tree(counts));
        return output.done(object);
    }

    /** Returns the fields that differ; none when the content of either version was redacted. */
    private static List<Difference> differences(Op op, Release start, Release end) {
        Optional<Leaf> before = start.state().find(op.key());
        Optional<Leaf> after = end.state().find(op.key());
        if (before.filter(Leaf::isRedacted).isPresent()
                || after.filter(Leaf::isRedacted).isPresent()) {
            return List.of();
        }
        JsonNode old = data(before);
        JsonNode now = data(after);
        TreeSet<String> names = new TreeSet<>(old.propertyNames());
        names.addAll(now.propertyNames());
        List<Difference> differences = new ArrayList<>();
        for (String name : names) {
            JsonNode was = filled(old.path(name));
            JsonNode is = filled(now.path(name));
            if (was == null ? is != null : !was.equals(is)) {
                differences.add(new Difference(name, was, is));
            }
        }
        return differences;
    }

    private static JsonNode data(Optional<Leaf> version) {
        return version.map(Leaf::data).orElseGet(JsonNodeFactory.instance::objectNode);
    }

    private static @Nullable JsonNode filled(JsonNode value) {
        boolean empty = value.isMissingNode() || value.isNull() || (value.isArray() && value.isEmpty());
        return empty ? null : value;
    }

    private static String line(Op op) {
        String what = switch (op) {
            case Op.Add add -> "ADD   " + add.key();
            case Op.Mod mod -> "MOD   " + mod.key();
            case Op.Del del -> "DEL   " + del.key();
            case Op.Merge merge -> "MERGE %s into %s".formatted(merge.key(), merge.into());
        };
        String note = op.cause().note();
        return "%s (%s)%s".formatted(what, op.cause().reason(), note == null ? "" : ": " + note);
    }

    private static String line(String type, Manifest.Counts count) {
        return "%s: %d added, %d modified, %d removed, %d merged, %d in all"
                .formatted(type, count.added(), count.modified(), count.removed(), count.merged(), count.total());
    }

    private static ObjectNode json(Op op, List<Difference> differences) {
        ObjectNode json = Output.object();
        Leaf after = op.after();
        json.put("op", op.word())
                .put("type", op.key().type())
                .put("id", op.key().id());
        json.put("reason", op.cause().reason().name()).put("note", op.cause().note());
        json.put("before", op.before()).put("after", after == null ? null : after.hash());
        if (op instanceof Op.Merge merge) {
            json.put("into", merge.into());
        }
        if (op instanceof Op.Mod mod) {
            json.set("changed", Output.tree(mod.changed()));
        }
        ArrayNode fields = json.putArray("fields");
        differences.forEach(difference -> fields.addObject()
                .put("path", difference.field())
                .set("before", difference.before())
                .set("after", difference.after()));
        return json;
    }
}
