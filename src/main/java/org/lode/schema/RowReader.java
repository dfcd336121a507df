package org.lode.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.PlannedField;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Shape;
import org.lode.model.Shape.Member;
import org.lode.model.Table;
import org.lode.query.ReadAt;
import org.lode.query.ReadAt.VersionedId;
import org.lode.query.Row;
import org.lode.query.RowStore;
import org.lode.schema.RowReader.RowAt.Wanted;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads rows by id: kept ones from memory, the others by one statement for each table and release. When no rows are kept, rows that
 * references lead to come with the rows that have the references.
 */
@Component
public final class RowReader {
    /** How many references in turn the statement that reads a row follows, when rows are not kept. */
    private static final int TARGETS = 2;

    private final RowStore store;

    /** By the name of a table and of a field of its type. */
    private final Map<String, Map<String, Need>> needs = new HashMap<>();

    RowReader(DataPackage data, RowStore store) {
        this.store = store;
        KindSchema.shownTables(data).forEach(table -> needs.put(table.name(), needs(data.shape(table))));
    }

    private record Load(Table table, int sequence, Row.Detail need) {}

    /** What a field needs of a row. */
    private sealed interface Need {
        Row.Detail own();

        record Values(Row.Detail own) implements Need {}

        /**
         * An object that is made of values of the row.
         *
         * @param within what the fields of the object need
         */
        record Embedded(Row.Detail own, String type, Map<String, Need> within) implements Need {}

        /**
         * A reference.
         *
         * @param place of its field in the table
         * @param target the kind of record that it leads to; null when there are several
         */
        record Reference(
                Row.Detail own, int place, @Nullable RecordKind target) implements Need {}
    }

    private static Map<String, Need> needs(Shape shape) {
        Map<String, Need> needs = new HashMap<>();
        if (shape.path().isEmpty()) {
            needs.put("since", new Need.Values(Row.Detail.VERSION));
            needs.put(RowFields.REDACTION, new Need.Values(Row.Detail.VERSION));
            needs.put("recordHash", new Need.Values(Row.Detail.HASH));
            needs.put("title", new Need.Values(Row.Detail.TITLE));
        }
        shape.members().forEach((name, member) -> needs.put(name, need(shape.table(), member)));
        if (shape.path().isEmpty()) {
            needs.remove("id");
        }
        return needs;
    }

    private static Need need(Table table, Member member) {
        return switch (member) {
            case Member.Leaf leaf -> new Need.Values(Row.Detail.of(table, Stream.of(leaf.field())));
            case Member.Embedded object -> {
                Shape shape = object.shape();
                // A place is present only with both of its values, other objects with any of theirs.
                yield shape.isPlace()
                        ? new Need.Values(Row.Detail.of(table, shape.fields()))
                        : new Need.Embedded(
                                Row.Detail.ofObject(table, shape.fields()),
                                object.type().type(),
                                needs(shape));
            }
            case Member.Way way ->
                way.relation() instanceof Relation.ToOne one ? reference(table, one) : new Need.Values(Row.Detail.ID);
        };
    }

    private static Need reference(Table table, Relation.ToOne one) {
        return new Need.Reference(
                Row.Detail.of(table, Stream.of(one.field())),
                table.fields().indexOf(one.field()),
                one.targets().size() == 1 ? one.targets().getFirst() : null);
    }

    /** Returns what the fields below a field need of the rows of a table. */
    Row.Detail need(PlannedField above, Table table) {
        return need(above, table, store.keeps() ? 0 : TARGETS);
    }

    private Row.Detail need(PlannedField above, Table table, int targets) {
        return need(above, KindSchema.typeName(table), Objects.requireNonNull(needs.get(table.name())), targets);
    }

    /** Returns what the selected fields need. A field without an entry needs the id alone. */
    private Row.Detail need(PlannedField above, String type, Map<String, Need> needs, int targets) {
        Row.Detail all = Row.Detail.ID;
        for (PlannedField field : above.selection(type).fields()) {
            Need need = needs.get(field.name());
            if (need != null) {
                all = all.and(need.own()).and(below(field, need, targets));
            }
        }
        return all;
    }

    private Row.Detail below(PlannedField field, Need need, int targets) {
        return switch (need) {
            case Need.Values values -> Row.Detail.ID;
            case Need.Embedded object -> need(field, object.type(), object.within(), targets);
            case Need.Reference reference -> {
                RecordKind kind = reference.target();
                Row.Detail target = kind == null || targets == 0 ? Row.Detail.ID : need(field, kind, targets - 1);
                yield kind == null || !target.row()
                        ? Row.Detail.ID
                        : Row.Detail.ofTarget(reference.place(), kind, target);
            }
        };
    }

    /**
     * Reads rows, in the order of their keys. A redacted record has what is left of it. A row that the release does not hold has its
     * id alone.
     *
     * @param wanted keys of the rows; null where an object has no reference
     */
    public Mono<List<@Nullable RowAt>> read(List<@Nullable Wanted> wanted, FieldCall call) {
        return read(wanted, table -> need(call.field(), table), call.known());
    }

    /** Resolves a field to the rows that the objects lead to; null where an object has no reference. */
    <T> BiFunction<List<T>, FieldCall, Mono<? extends List<?>>> led(Function<T, @Nullable Wanted> reference) {
        return (sources, call) -> {
            List<@Nullable Wanted> wanted = new ArrayList<>(sources.size());
            sources.forEach(source -> wanted.add(reference.apply(source)));
            return read(wanted, call);
        };
    }

    /** Reads rows of which the same is needed. */
    Mono<List<@Nullable RowAt>> read(List<@Nullable Wanted> wanted, Row.Detail need, RowStore.Known known) {
        return read(wanted, table -> need, known);
    }

    private Mono<List<@Nullable RowAt>> read(
            List<@Nullable Wanted> wanted, Function<Table, Row.Detail> needs, RowStore.Known known) {
        Map<Load, Set<String>> missing = new LinkedHashMap<>();
        List<@Nullable RowAt> rows = new ArrayList<>(wanted.size());
        Table table = null;
        Row.Detail need = Row.Detail.ID;
        for (Wanted one : wanted) {
            if (one == null) {
                rows.add(null);
                continue;
            }
            if (!one.table().equals(table)) {
                table = one.table();
                need = needs.apply(table);
            }
            rows.add(kept(one, need, known, missing));
        }
        if (missing.isEmpty()) {
            return Mono.just(rows);
        }
        return load(missing, known).map(loaded -> {
            for (int i = 0; i < rows.size(); i++) {
                Wanted one = wanted.get(i);
                if (rows.get(i) == null && one != null) {
                    Row row = loaded.get(one.at().sequence() + one.id());
                    rows.set(i, new RowAt(row == null ? Row.ofId(one.table(), one.id()) : row, one.at()));
                }
            }
            return rows;
        });
    }

    private @Nullable RowAt kept(Wanted one, Row.Detail need, RowStore.Known known, Map<Load, Set<String>> missing) {
        if (!need.row()) {
            return new RowAt(Row.ofId(one.table(), one.id()), one.at());
        }
        RowAt kept = one.row() != null ? new RowAt(one.row(), one.at()) : kept(one, need, known);
        if (kept == null) {
            missing.computeIfAbsent(new Load(one.table(), one.at().sequence(), need), load -> new LinkedHashSet<>())
                    .add(one.id());
        }
        return kept;
    }

    /** Returns a row from memory. Null when it is not kept, or not with all that is needed. */
    @Nullable
    RowAt kept(Wanted one, Row.Detail need, RowStore.Known known) {
        int sequence = one.at().sequence();
        Row row = store.find(one.table(), one.id(), sequence, known);
        return row == null || (need.title() && row.title(sequence) == null) ? null : new RowAt(row, one.at());
    }

    private Mono<Map<String, Row>> load(Map<Load, Set<String>> missing, RowStore.Known known) {
        return Flux.fromIterable(missing.entrySet())
                .flatMap(load -> store.read(
                                load.getKey().table(),
                                load.getValue(),
                                load.getKey().sequence(),
                                load.getKey().need(),
                                known)
                        .flatMap(found -> withRedacted(load.getKey(), load.getValue(), found, known))
                        .map(found -> Map.entry(load.getKey().sequence(), found)))
                .collect(
                        HashMap::new,
                        (all, found) -> found.getValue().forEach((id, row) -> all.put(found.getKey() + id, row)));
    }

    /** Adds redacted rows. There are none in the first generation. */
    private Mono<Map<String, Row>> withRedacted(
            Load load, Set<String> ids, Map<String, Row> found, RowStore.Known known) {
        List<String> missing = ids.stream().filter(id -> !found.containsKey(id)).toList();
        if (missing.isEmpty() || known.generation() == 0 || !(load.table() instanceof RecordKind kind)) {
            return Mono.just(found);
        }
        return store.redacted(kind, missing, load.sequence()).map(redacted -> {
            Map<String, Row> all = new HashMap<>(found);
            all.putAll(redacted);
            return all;
        });
    }

    /** A row in one release, for one place of an answer. */
    public record RowAt(Row row, ReadAt at) implements Row.Identified {
        /** Returns the id with the release that the client named, so that two states of a record have two ids. */
        String pinnedId() {
            return new VersionedId(row.id(), at.pin()).text();
        }

        byte[] pinnedIdJson() {
            return at.pin() == null ? row.idJson() : JsonMapper.shared().writeValueAsBytes(pinnedId());
        }

        @Override
        public @Nullable String recordId() {
            return row.table() instanceof RecordKind ? row.id() : null;
        }

        /**
         * Names a row.
         *
         * @param row the row, when it was read with the one that leads to it
         */
        public record Wanted(
                Table table, String id, ReadAt at, @Nullable Row row) {
            Wanted(Table table, String id, ReadAt at) {
                this(table, id, at, null);
            }
        }
    }
}
