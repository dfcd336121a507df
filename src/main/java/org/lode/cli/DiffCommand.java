package org.lode.cli;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
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
import tools.jackson.databind.node.ObjectNode;

/** Compares two releases: each changed record with its reason, and the values before and after. */
@Command(
        name = "diff",
        description = {
            "Say what two releases differ in, from files alone.",
            "Each change has its reason, and the values of its fields before and after."
        })
final class DiffCommand extends JsonCommand {
    @Mixin
    private Commands.ReleasesOption dataset = new Commands.ReleasesOption();

    @Parameters(index = "0", paramLabel = "A", description = "Version of the release to start from, like 2026.11.0.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "B", description = "Version of the release to arrive at.")
    private String to = "";

    /** A field that differs; a value is null when the record or the field is missing or empty. */
    private record Difference(
            String path,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {}

    @Override
    public Integer call() {
        History releases = dataset.read();
        Release start = releases.at(from);
        Release end = releases.at(to);
        List<Op> ops = releases.between(start, end);
        ObjectNode object = object();
        object.set("from", release(start.manifest()));
        object.set("to", release(end.manifest()));
        ArrayNode changes = object.putArray("changes");
        for (Op op : ops) {
            List<Difference> differences = differences(op, start, end);
            line(text(op));
            differences.forEach(field ->
                    line("        %s: %s -> %s".formatted(field.path(), text(field.before()), text(field.after()))));
            changes.add(json(op, differences));
        }
        Map<String, Manifest.Counts> counts =
                Tally.of(ops).counts(end.manifest().tables());
        counts.forEach((type, count) -> line("%s: %d added, %d modified, %d removed, %d merged, %d in all"
                .formatted(type, count.added(), count.modified(), count.removed(), count.merged(), count.total())));
        return done(object.putPOJO("counts", counts));
    }

    /** Returns the fields that differ; none when the content of either version was redacted. */
    private static List<Difference> differences(Op op, Release start, Release end) {
        Optional<Leaf> before = start.state().find(op.key());
        Optional<Leaf> after = end.state().find(op.key());
        if (Stream.of(before, after).flatMap(Optional::stream).anyMatch(Leaf::isRedacted)) {
            return List.of();
        }
        JsonNode old = data(before);
        JsonNode now = data(after);
        TreeSet<String> names = new TreeSet<>(old.propertyNames());
        names.addAll(now.propertyNames());
        return names.stream()
                .map(name -> new Difference(name, filled(old.path(name)), filled(now.path(name))))
                .filter(field -> !Objects.equals(field.before(), field.after()))
                .toList();
    }

    private static JsonNode data(Optional<Leaf> version) {
        return version.map(Leaf::data).orElseGet(JsonCommand::object);
    }

    private static @Nullable JsonNode filled(JsonNode value) {
        boolean empty = value.isMissingNode() || value.isNull() || (value.isArray() && value.isEmpty());
        return empty ? null : value;
    }

    private static String text(@Nullable JsonNode value) {
        return value == null ? "nothing" : value.toString();
    }

    private static String text(Op op) {
        String note = op.cause().note();
        return "%-5s %s%s (%s)%s"
                .formatted(
                        op.word(),
                        op.key(),
                        op instanceof Op.Merge merge ? " into " + merge.into() : "",
                        op.cause().reason(),
                        note == null ? "" : ": " + note);
    }

    private static ObjectNode json(Op op, List<Difference> differences) {
        Leaf after = op.after();
        ObjectNode json = object().put("op", op.word())
                .put("type", op.key().type())
                .put("id", op.key().id())
                .put("reason", op.cause().reason().name())
                .put("note", op.cause().note())
                .put("before", op.before())
                .put("after", after == null ? null : after.hash())
                .putPOJO("fields", differences);
        return switch (op) {
            case Op.Merge merge -> json.put("into", merge.into());
            case Op.Mod mod -> json.putPOJO("changed", mod.changed());
            case Op.Add add -> json;
            case Op.Del del -> json;
        };
    }
}
