package org.lode.record;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.LightDataFetcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.kind.Field;
import org.lode.kind.FieldType;
import org.lode.kind.Member;
import org.lode.kind.RecordKind;
import org.lode.kind.Relation;
import org.lode.kind.Shape;
import org.lode.query.Page;
import org.lode.query.Projection;
import org.lode.query.Row;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.springframework.core.ResolvableType;
import org.springframework.graphql.execution.SelfDescribingDataFetcher;

/** The fields of every record, part and embedded object. */
final class RowFields {
    private final DataPackage data;
    private final RecordStore store;
    private final Plans plans;

    RowFields(DataPackage data, RecordStore store, Plans plans) {
        this.data = data;
        this.store = store;
        this.plans = plans;
    }

    /** Fetchers by field name for the rows of a table. */
    Map<String, DataFetcher<?>> ofRows(Shape shape) {
        Map<String, DataFetcher<?>> fetchers = new LinkedHashMap<>();
        shape.members().forEach((name, member) -> fetchers.put(name, fetcher(member)));
        fetchers.put("id", light(String.class, source -> row(source).pinnedId()));
        fetchers.put("recordId", light(String.class, source -> row(source).id()));
        if (shape.table() instanceof RecordKind) {
            fetchers.putIfAbsent(
                    Projection.TITLE,
                    light(String.class, source -> row(source).values().get(Projection.TITLE)));
            fetchers.put("recordHash", light(String.class, source -> row(source).hash()));
            fetchers.put(
                    "release",
                    Described.one(
                            Release.class,
                            env -> Releases.of(env.getGraphQlContext())
                                    .require(row(source(env)).sequence())));
            fetchers.put(
                    "since",
                    Described.one(
                            Release.class,
                            env -> Releases.of(env.getGraphQlContext())
                                    .require(row(source(env)).since())));
        }
        return fetchers;
    }

    /** Fetchers by field name for an embedded object; its type may serve several tables, so the object tells which. */
    Map<String, DataFetcher<?>> ofEmbedded(Shape shape) {
        Map<String, DataFetcher<?>> fetchers = new LinkedHashMap<>();
        shape.members()
                .forEach((name, own) -> fetchers.put(name, light(gives(own), source -> {
                    Embedded object = (Embedded) source;
                    return value(
                            object.row(), Objects.requireNonNull(object.shape().member(name)));
                })));
        return fetchers;
    }

    private DataFetcher<?> fetcher(Member member) {
        return switch (member) {
            case Member.Way way -> fetcher(way);
            case Member.Leaf leaf -> light(gives(leaf), source -> value(row(source), leaf));
            case Member.Embedded embedded -> light(gives(embedded), source -> value(row(source), embedded));
        };
    }

    private static Class<?> gives(Member member) {
        return switch (member) {
            case Member.Leaf leaf -> String.class;
            case Member.Embedded embedded -> Embedded.class;
            case Member.Way way -> Row.class;
        };
    }

    private DataFetcher<?> fetcher(Member.Way way) {
        return switch (way.relation()) {
            case Relation.ToOne one -> light(Row.class, source -> one(row(source), one.field()));
            case Relation.ToMany many -> Described.one(RowConnection.class, env -> connection(env, many));
            case Relation.Linked linked ->
                linked.forward()
                        ? Described.list(Row.class, env -> all(env, linked))
                        : Described.one(RowConnection.class, env -> connection(env, linked));
        };
    }

    /** What a row itself holds for a name. */
    private @Nullable Object value(Row row, Member member) {
        return switch (member) {
            case Member.Leaf leaf -> leaf(row, leaf.field());
            case Member.Embedded embedded -> embedded(row, embedded.shape());
            case Member.Way way -> one(row, ((Relation.ToOne) way.relation()).field());
        };
    }

    private RowConnection connection(DataFetchingEnvironment env, Relation.Many via) {
        Row row = row(source(env));
        ReadAt at = ListRelease.below(
                env, row, Arguments.page(env), () -> plans.fingerprint(env, via.target(), via, row.id()));
        return new RowConnection(plans.of(env, via.target(), via, at), row.id());
    }

    private CompletableFuture<List<Row>> all(DataFetchingEnvironment env, Relation.Linked linked) {
        Row row = row(source(env));
        Plan plan = plans.all(env, linked, ReadAt.of(row));
        return Loads.of(env, plan.name() + "#rows", row.id(), parents -> store.pages(plan, parents))
                .thenApply(Page::rows);
    }

    /** The row that a reference leads to; one that was not joined is known by its id alone. */
    private @Nullable Row one(Row row, Field field) {
        Row joined = row.one(field);
        Object id = row.value(field);
        if (joined != null || id == null) {
            return joined;
        }
        return Projection.stub(data.ofId((String) id).orElseThrow(), row.sequence(), (String) id)
                .pinned(row.pin());
    }

    /** An object of values, or nothing when the row has none of them; a place, when one of its coordinates is missing. */
    private static @Nullable Embedded embedded(Row row, Shape shape) {
        Predicate<Field> known = field -> row.value(field) != null;
        boolean there = shape.isPlace()
                ? shape.fields().allMatch(known)
                : shape.fields().anyMatch(known);
        return there ? new Embedded(row, shape) : null;
    }

    private static @Nullable Object leaf(Row row, Field field) {
        Object value = row.value(field);
        if (field.type() == FieldType.LIST) {
            return value instanceof String[] texts ? List.of(texts) : List.of();
        }
        return value;
    }

    private static Row row(Object source) {
        return (Row) source;
    }

    private static Object source(DataFetchingEnvironment env) {
        return Objects.requireNonNull(env.getSource());
    }

    private static RowFetcher light(Class<?> gives, Function<Object, @Nullable Object> read) {
        return new RowFetcher(gives, read);
    }

    /** A field that is read from the row at hand: no environment is made for it, and nothing wraps it. */
    private record RowFetcher(Class<?> gives, Function<Object, @Nullable Object> read)
            implements LightDataFetcher<Object>, SelfDescribingDataFetcher<Object> {
        @Override
        public @Nullable Object get(
                GraphQLFieldDefinition field, Object source, Supplier<DataFetchingEnvironment> env) {
            return read.apply(source);
        }

        @Override
        public @Nullable Object get(DataFetchingEnvironment env) {
            return read.apply(source(env));
        }

        @Override
        public String getDescription() {
            return gives.getSimpleName();
        }

        @Override
        public ResolvableType getReturnType() {
            return ResolvableType.forClass(gives);
        }
    }
}
