package org.lode.release;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.Op.Cause;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Returns the operations that turn one state into another. */
public final class Difference {
    private Difference() {}

    /** Gives the cause of a change; called once for each record that changed. */
    @FunctionalInterface
    public interface Causes {
        Cause of(RecordKey key);
    }

    /** Returns the operations that turn one state into the other, in the order of types and ids. */
    public static List<Op> between(State from, State to, Causes causes) {
        TreeSet<RecordKey> keys = new TreeSet<>(from.leaves().keySet());
        keys.addAll(to.leaves().keySet());
        List<Op> ops = new ArrayList<>();
        for (RecordKey key : keys) {
            op(key, from, to, causes).ifPresent(ops::add);
        }
        return List.copyOf(ops);
    }

    private static Optional<Op> op(RecordKey key, State from, State to, Causes causes) {
        Leaf before = from.leaves().get(key);
        Leaf after = to.leaves().get(key);
        if (before == null) {
            return Optional.ofNullable(after).map(leaf -> new Op.Add(leaf, causes.of(key)));
        }
        if (after == null) {
            return Optional.of(mergedInto(key, from, to)
                    .<Op>map(into -> new Op.Merge(key, before.hash(), into, causes.of(key)))
                    .orElseGet(() -> new Op.Del(key, before.hash(), causes.of(key))));
        }
        if (before.hash().equals(after.hash())) {
            return Optional.empty();
        }
        // The changed fields of a redacted record are unknown.
        boolean unknown = before.isRedacted() || after.isRedacted();
        List<String> changed = unknown ? List.of() : changed(before.data(), after.data());
        return Optional.of(new Op.Mod(before.hash(), after, changed, causes.of(key)));
    }

    /** Returns the id that a removed record was merged into: the target of a redirect that is new in the later state. */
    public static Optional<String> mergedInto(RecordKey gone, State from, State to) {
        RecordKey redirect = new RecordKey(State.REDIRECT, gone.id());
        if (from.find(redirect).isPresent()) {
            return Optional.empty();
        }
        return to.find(redirect)
                .filter(leaf -> !leaf.isRedacted())
                .map(leaf -> leaf.data().path("new_id").asString(""))
                .filter(into -> to.find(new RecordKey(gone.type(), into)).isPresent());
    }

    /** Fails unless the operation names exactly the fields that differ from the version before. */
    public static void checkChanged(Op.Mod mod, JsonNode before) {
        List<String> changed = changed(before, mod.after().data());
        if (!changed.equals(mod.changed())) {
            throw new DatasetDamaged("%s: changed %s (expected: %s)".formatted(mod.key(), mod.changed(), changed));
        }
    }

    /** Returns the names of fields and parts that differ; a missing one differs from a null one. */
    public static List<String> changed(JsonNode before, JsonNode after) {
        TreeSet<String> names = new TreeSet<>(before.propertyNames());
        names.addAll(after.propertyNames());
        return names.stream()
                .filter(name -> !before.path(name).equals(after.path(name)))
                .toList();
    }

    /** Returns whether two versions differ only in nulls and empty lists that one of them lacks, at any depth. */
    public static boolean saysTheSame(Leaf one, Leaf other) {
        return one.hash().equals(other.hash()) || filled(one.data()).equals(filled(other.data()));
    }

    /** Returns a value without its nulls and empty lists, with the rows of each part in canonical order. */
    private static JsonNode filled(JsonNode value) {
        if (value.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            value.properties().stream()
                    .filter(member -> !isEmpty(member.getValue()))
                    .forEach(member -> object.set(member.getKey(), filled(member.getValue())));
            return object;
        }
        if (value.isArray()) {
            Stream<JsonNode> rows = value.valueStream().map(Difference::filled);
            return JsonNodeFactory.instance
                    .arrayNode()
                    .addAll(rows.sorted(Comparator.comparing(CanonicalJson::write))
                            .toList());
        }
        return value;
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || value.isMissingNode() || (value.isArray() && value.isEmpty());
    }
}
