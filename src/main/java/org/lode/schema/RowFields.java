package org.lode.schema;

import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.graphql.Resolvers;
import org.lode.model.DataPackage;
import org.lode.model.Failure;
import org.lode.model.Failure.RecordRedacted;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Shape;
import org.lode.model.Shape.Member;
import org.lode.model.Table;
import org.lode.query.Row;
import org.lode.release.Notice;
import org.lode.release.RecordKey;
import org.lode.schema.RowReader.RowAt;
import org.lode.schema.RowReader.RowAt.Wanted;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The fields of every record, of its parts, and of the objects made of values of one row. */
@Component
final class RowFields implements Resolvers.Source {
    private static final JsonMapper JSON = JsonMapper.shared();
    static final String REDACTION = "redaction";
    private static final byte[] EMPTY_LIST = {'[', ']'};

    private final DataPackage data;
    private final RowReader rows;
    private final ListFields lists;

    /** Embedded types whose resolvers are registered. */
    private final Set<String> objects = new HashSet<>();

    RowFields(DataPackage data, RowReader rows, ListFields lists) {
        this.data = data;
        this.rows = rows;
        this.lists = lists;
    }

    /**
     * An object made of values of a row: {@code money}, {@code location}. Its type may serve several tables, so it knows the places
     * of its own fields.
     */
    private record ObjectAt(RowAt row, Layout layout) {}

    /**
     * Where the values of an object are.
     *
     * @param places of the fields in their table, by name
     * @param all places of all fields, those of objects within included
     * @param whole whether the object is there only with all of its values
     */
    private record Layout(Map<String, Integer> places, Map<String, Layout> objects, List<Integer> all, boolean whole) {
        int place(String name) {
            return Objects.requireNonNull(places.get(name));
        }

        boolean isIn(Row row) {
            for (int place : all) {
                if (row.has(place) != whole) {
                    return !whole;
                }
            }
            return whole;
        }
    }

    @Override
    public void register(Resolvers resolvers) {
        resolvers.describe(source -> KindSchema.typeName(((RowAt) source).row().table()), RowFields::reason);
        resolvers.fields("Redaction", Notice.Redaction.class);
        KindSchema.shownTables(data).forEach(table -> register(resolvers, table));
    }

    /** Returns why a field has no value: its record was redacted. */
    private static @Nullable Failure reason(Object source, String field) {
        Row row = switch (source) {
            case RowAt record -> record.row();
            case ObjectAt object -> object.row().row();
            default -> null;
        };
        return row != null && row.isRedacted() ? new RecordRedacted(row.id(), field) : null;
    }

    private void register(Resolvers resolvers, Table table) {
        Shape shape = data.shape(table);
        Resolvers.Fields<RowAt> fields = resolvers
                .<RowAt>fields(KindSchema.typeName(table))
                .encoded("id", RowAt::pinnedIdJson)
                .encoded("recordId", row -> row.row().idJson());
        shape.members().forEach((name, member) -> {
            if (!name.equals("id")) {
                register(resolvers, fields, name, shape, member);
            }
        });
        if (table instanceof RecordKind) {
            registerRecord(fields, shape);
        }
    }

    private static Notice.@Nullable Redaction redaction(RowAt record, FieldCall call) {
        Row row = record.row();
        return row.isRedacted() && row.table() instanceof RecordKind kind
                ? call.releases()
                        .notices()
                        .redaction(new RecordKey(kind.type(), row.id()))
                        .orElse(null)
                : null;
    }

    private static void registerRecord(Resolvers.Fields<RowAt> fields, Shape shape) {
        if (shape.member("title") == null) {
            fields.encoded("title", row -> row.row().title(row.at().sequence()));
        }
        fields.encoded("recordHash", row -> hash(row.row().hash()))
                .value("release", (row, call) -> call.release(row.at().sequence()))
                .value("since", (row, call) -> call.release(row.row().since()))
                .value(REDACTION, RowFields::redaction);
    }

    private static byte @Nullable [] hash(byte @Nullable [] hash) {
        return hash == null ? null : JSON.writeValueAsBytes(HexFormat.of().formatHex(hash));
    }

    private void register(
            Resolvers resolvers, Resolvers.Fields<RowAt> fields, String name, Shape shape, Member member) {
        switch (member) {
            case Member.Leaf leaf -> {
                int place = place(shape.table(), leaf.field());
                boolean list = leaf.field().type() == FieldType.LIST;
                fields.encoded(name, row -> json(row.row(), place, list));
            }
            case Member.Embedded object -> {
                Layout layout = layout(object.shape());
                register(resolvers, object);
                fields.value(name, (row, call) -> object(row, layout));
            }
            case Member.Way way -> {
                switch (way.relation()) {
                    case Relation.ToOne one -> {
                        int place = place(shape.table(), one.field());
                        fields.batch(name, rows.led(row -> wanted(row, place)));
                    }
                    case Relation.ToMany many -> fields.batch(name, lists.below(many));
                    case Relation.Linked linked ->
                        fields.batch(name, linked.forward() ? lists.all(linked) : lists.below(linked));
                }
            }
        }
    }

    /** Registers the fields of an embedded type, once for all tables that have it. */
    private void register(Resolvers resolvers, Member.Embedded object) {
        String type = object.type().type();
        if (!objects.add(type)) {
            return;
        }
        Resolvers.Fields<ObjectAt> fields = resolvers.fields(type);
        object.shape().members().forEach((name, member) -> {
            switch (member) {
                case Member.Leaf leaf -> {
                    boolean list = leaf.field().type() == FieldType.LIST;
                    fields.encoded(name, at -> json(at.row().row(), at.layout().place(name), list));
                }
                case Member.Embedded inner -> {
                    register(resolvers, inner);
                    fields.value(
                            name,
                            (at, call) -> object(
                                    at.row(),
                                    Objects.requireNonNull(at.layout().objects().get(name))));
                }
                case Member.Way way ->
                    fields.batch(
                            name, rows.led(at -> wanted(at.row(), at.layout().place(name))));
            }
        });
    }

    private Layout layout(Shape shape) {
        Map<String, Integer> places = new HashMap<>();
        Map<String, Layout> inner = new HashMap<>();
        shape.members().forEach((name, member) -> {
            switch (member) {
                case Member.Leaf leaf -> places.put(name, place(shape.table(), leaf.field()));
                case Member.Embedded object -> inner.put(name, layout(object.shape()));
                case Member.Way way ->
                    places.put(name, place(shape.table(), ((Relation.ToOne) way.relation()).field()));
            }
        });
        List<Integer> all =
                shape.fields().map(field -> place(shape.table(), field)).toList();
        return new Layout(places, inner, all, shape.isPlace());
    }

    private static @Nullable ObjectAt object(RowAt row, Layout layout) {
        return layout.isIn(row.row()) ? new ObjectAt(row, layout) : null;
    }

    private @Nullable Wanted wanted(RowAt row, int place) {
        String id = row.row().reference(place);
        return id == null
                ? null
                : new Wanted(
                        data.ofId(id).orElseThrow(), id, row.at(), row.row().target(place));
    }

    /** Returns a value as JSON. A list without a value is an empty list. */
    private static byte @Nullable [] json(Row row, int place, boolean list) {
        byte[] json = row.json(place);
        return json == null && list ? EMPTY_LIST : json;
    }

    private static int place(Table table, Field field) {
        return table.fields().indexOf(field);
    }
}
