package org.lode.query;

import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.kind.FieldType;
import org.lode.kind.RecordKind;

/** The one statement that groups a listing, for no parent or for many, with the records that keys name beside them. */
public final class GroupQuery {
    private static final String GROUPED = "g";

    private final DataPackage data;
    private final Listing listing;
    private final List<String> parents;
    private final Scope scope;
    private final Measures measures;
    private final List<Key> keys = new ArrayList<>();
    private Table<?> from;

    /** A key, the column that holds it, and what is read of the record it names. */
    private record Key(
            GroupKey key,
            Field<?> column,
            @Nullable Projection target,
            @Nullable TableRef ref) {}

    /** @param by keys with what is read of the records they name; null for keys that are values */
    public GroupQuery(
            DataPackage data,
            Listing listing,
            Map<GroupKey, @Nullable Selection> by,
            List<RecordKind.Aggregate> aggregates,
            List<String> parents) {
        Aliases aliases = new Aliases(listing.sequence());
        this.data = data;
        this.listing = listing;
        this.parents = parents;
        this.scope = Scope.of(data, listing, aliases);
        this.from = scope.from();
        this.measures = new Measures(aggregates, scope.rows());
        by.forEach((key, selection) -> keys.add(key(key, selection, aliases)));
    }

    public Select<?> sql() {
        List<Field<?>> inner = new ArrayList<>();
        keys.forEach(key -> inner.add(key.column.as("k" + inner.size())));
        measures.columns().forEach(column -> inner.add(column.as("k" + inner.size())));
        Select<?> grouped = DSL.select(inner)
                .from(from)
                .where(scope.where())
                .groupBy(keys.stream().map(Key::column).toList());
        Select<?> named = named(grouped, inner);
        return listing.via() == null ? named : Laterals.below(parents, named, sorted(Laterals::column));
    }

    public String parent(Readable result) {
        return listing.via() == null ? "" : Objects.requireNonNull(result.get(0, String.class));
    }

    public Group read(Readable result) {
        int at = listing.via() == null ? 0 : 1;
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Row> rows = new LinkedHashMap<>();
        int target = at + keys.size() + measures.columns().size();
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            if (key.target == null) {
                put(values, key.key.name(), result.get(at + i, key.column.getType()));
            } else {
                put(rows, key.key.name(), key.target.read(result, target));
                target += key.target.columns().size();
            }
        }
        return new Group(values, rows, measures.read(result, at + keys.size()));
    }

    private Select<?> named(Select<?> grouped, List<Field<?>> inner) {
        List<Field<?>> columns = new ArrayList<>();
        inner.forEach(column -> columns.add(DSL.field(DSL.name(GROUPED, column.getName()))));
        Table<?> joined = grouped.asTable(GROUPED);
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            if (key.target != null && key.ref != null) {
                Field<String> id = DSL.field(DSL.name(GROUPED, "k" + i), SQLDataType.CLOB);
                joined = joined.leftJoin(key.ref.from()).on(key.ref.id().eq(id), key.ref.valid());
                joined = key.target.join(joined);
                columns.addAll(key.target.columns());
            }
        }
        return DSL.select(columns).from(joined).orderBy(sorted(i -> DSL.field(DSL.name(GROUPED, "k" + i))));
    }

    private List<SortField<?>> sorted(IntFunction<Field<?>> column) {
        List<SortField<?>> sorted = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            sorted.add(column.apply(i).asc().nullsLast());
        }
        return sorted;
    }

    private Key key(GroupKey key, @Nullable Selection selection, Aliases aliases) {
        return switch (key) {
            case GroupKey.Value value -> new Key(key, value(value.field()), null, null);
            case GroupKey.Reference reference -> {
                TableRef target = aliases.ref(reference.relation().targets().getFirst());
                Field<?> id = scope.rows().column(reference.relation().field());
                yield new Key(key, id, projection(selection, target, aliases), target);
            }
            case GroupKey.Link link -> {
                TableRef pairs = aliases.ref(link.relation().link());
                from = from.leftJoin(pairs.from())
                        .on(
                                pairs.text(link.relation().near().name())
                                        .eq(scope.rows().id()),
                                pairs.valid());
                TableRef target = aliases.ref(link.relation().target());
                Field<?> id = pairs.text(link.relation().far().name());
                yield new Key(key, id, projection(selection, target, aliases), target);
            }
        };
    }

    private Field<?> value(org.lode.kind.Field field) {
        return field.type() == FieldType.DATE
                ? DSL.year(scope.rows().first(field)).cast(SQLDataType.INTEGER)
                : scope.rows().column(field);
    }

    private Projection projection(@Nullable Selection selection, TableRef target, Aliases aliases) {
        return Projection.of(data, Objects.requireNonNull(selection), target, aliases);
    }

    private static <T> void put(Map<String, T> map, String name, @Nullable T value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
