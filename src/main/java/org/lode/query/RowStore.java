package org.lode.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import reactor.core.publisher.Mono;

/**
 * Reads rows by their ids and keeps them. A version of a row never changes, so a cached row is never out of date. Only a notice, which
 * may take values out of every release, and a repair empty the cache.
 */
public final class RowStore {
    private static final int STATEMENTS = 2_000;

    private final DataPackage data;
    private final ReadStore store;
    private final long size;
    private final Cache<RowQuery.Key, RowQuery> queries =
            Caffeine.newBuilder().maximumSize(STATEMENTS).build();
    private volatile Generation generation;

    /**
     * Reads rows, and keeps them up to a size.
     *
     * @param size bytes of rows that are kept
     */
    public RowStore(DataPackage data, ReadStore store, long size) {
        this.data = data;
        this.store = store;
        this.size = size;
        this.generation = new Generation(0, size);
    }

    /**
     * The state of the database that a reader knows.
     *
     * @param latest the newest release
     * @param generation grows with each notice and each repair
     */
    public record Known(int latest, int generation) {}

    private record Key(String table, String id) {}

    /**
     * The rows that were read in one generation.
     *
     * @param size bytes of rows that are kept
     */
    private record Generation(int number, long size, Cache<Key, List<Row>> rows) {
        Generation(int number, long size) {
            this(
                    number,
                    size,
                    Caffeine.newBuilder()
                            .maximumWeight(size)
                            .weigher((Key key, List<Row> versions) ->
                                    versions.stream().mapToInt(Row::weight).sum())
                            .build());
        }

        @Nullable
        Row find(String table, String id, Predicate<Row> which) {
            List<Row> versions = rows.getIfPresent(new Key(table, id));
            if (versions != null) {
                for (Row version : versions) {
                    if (which.test(version)) {
                        return version;
                    }
                }
            }
            return null;
        }

        /** Keeps a version, and returns it or the equal one that is kept already, which then has its title as well. */
        Row keep(Row read, int sequence) {
            if (size == 0) {
                return read;
            }
            List<Row> versions = rows.asMap()
                    .merge(
                            new Key(read.table().name(), read.id()),
                            List.of(read),
                            (known, added) -> known.stream().anyMatch(version -> version.since() == read.since())
                                    ? known
                                    : Stream.concat(known.stream(), added.stream())
                                            .toList());
            Row kept = versions.stream()
                    .filter(version -> version.since() == read.since())
                    .findFirst()
                    .orElse(read);
            kept.seenIn(sequence);
            byte[] title = read.title(sequence);
            if (title != null) {
                kept.titled(sequence, title);
            }
            return kept;
        }
    }

    /** Whether rows are kept, so that what is read once need not be read again. */
    public boolean keeps() {
        return size > 0;
    }

    /** What is read of rows of which something is needed: all of a row that will be kept, or else only that. */
    Row.Detail columns(Table table, Row.Detail need) {
        return keeps() ? Row.Detail.whole(table, need.title()) : need.and(Row.Detail.VERSION);
    }

    /** A row that is kept as a release holds it; null when it has to be read. */
    public @Nullable Row find(Table table, String id, int sequence, Known known) {
        return generation(known).find(table.name(), id, version -> version.isIn(sequence));
    }

    /** The version of a row that began with a release, which another release is known to hold; null when it has to be read. */
    @Nullable
    Row find(Table table, String id, int since, int sequence, Known known) {
        Row row = generation(known).find(table.name(), id, version -> version.since() == since);
        if (row != null) {
            row.seenIn(sequence);
        }
        return row;
    }

    /**
     * Reads rows as a release holds them; an id that nothing has is missing from the map. Rows that are not kept come by one
     * statement.
     *
     * @param need what the rows are to have
     */
    public Mono<Map<String, Row>> read(
            Table table, Collection<String> ids, int sequence, Row.Detail need, Known known) {
        Generation kept = generation(known);
        Map<String, Row> found = new HashMap<>();
        Set<String> missing = new LinkedHashSet<>();
        for (String id : ids) {
            Row row = kept.find(table.name(), id, version -> version.isIn(sequence));
            if (row == null || (need.title() && row.title(sequence) == null)) {
                missing.add(id);
            } else {
                found.put(id, row);
            }
        }
        if (missing.isEmpty()) {
            return Mono.just(found);
        }
        RowQuery query = queries.get(
                new RowQuery.Key(table.name(), columns(table, need)), key -> new RowQuery(data, table, key.columns()));
        SqlContext.Inputs inputs = new SqlContext.Inputs(sequence, Map.of(), List.copyOf(missing), null, null);
        Reading reading = new Reading(kept, sequence, known.latest());
        return store.text(query.template, inputs).map(text -> {
            CompositeReader rows = new CompositeReader(text);
            while (rows.nextRow()) {
                Row row = reading.read(rows, rows.text(), rows.integer(), query.layout);
                found.put(row.id(), row);
            }
            return found;
        });
    }

    /**
     * Reads what is left of redacted records, as a release held them. An id that no record had then which was redacted since is
     * missing from the map.
     */
    public Mono<Map<String, Row>> redacted(RecordKind kind, Collection<String> ids, int sequence) {
        Query query = DSL.resultQuery(
                """
                select id, from_seq, row_hash from redacted
                where type = {0} and id = any({1}) and from_seq <= {2} and to_seq > {2}
                """,
                DSL.val(kind.type()), DSL.val(ids.toArray(String[]::new), SQLDataType.CLOB.array()), DSL.val(sequence));
        return store.read(
                        query,
                        row -> Row.redacted(
                                kind,
                                Objects.requireNonNull(row.get(0, String.class)),
                                Objects.requireNonNull(row.get(1, Integer.class)),
                                Objects.requireNonNull(row.get(2, byte[].class))))
                .collectMap(Row::id);
    }

    /** Caches the rows that a statement is about to read, in the generation of this moment. */
    Reading reading(int sequence, Known known) {
        return new Reading(generation(known), sequence, known.latest());
    }

    /** Keeps rows that a statement gives. */
    static final class Reading {
        private final Generation kept;
        private final int sequence;
        private final int latest;

        private Reading(Generation kept, int sequence, int latest) {
            this.kept = kept;
            this.sequence = sequence;
            this.latest = latest;
        }

        /** The row whose columns come next. */
        Row read(CompositeReader result, String id, int since, RowLayout layout) {
            return kept.keep(layout.read(result, id, since, sequence, latest), sequence);
        }
    }

    /** The statement that reads rows of a table by their ids. */
    private static final class RowQuery {
        private final RowLayout layout;
        private final SqlContext.Template template;

        private record Key(String table, Row.Detail columns) {}

        RowQuery(DataPackage data, Table table, Row.Detail selected) {
            SqlContext context = SqlContext.shared(SqlContext.Inputs.of(0));
            TableRef rows = context.ref(table);
            this.layout = new RowLayout(data, table, selected, context);
            List<Field<?>> columns = new ArrayList<>();
            columns.add(rows.id());
            columns.add(rows.column("from_seq", SQLDataType.INTEGER));
            columns.addAll(layout.columns(rows));
            Select<?> query =
                    DSL.select(columns).from(rows.from()).where(rows.id().eq(DSL.any(ids(context))), rows.valid());
            this.template = context.template(
                    DSL.select(CompositeReader.allRows()).from(CompositeReader.rows(layout.withTargets(query))));
        }
    }

    private static Field<String[]> ids(SqlContext context) {
        return context.value(asked -> asked.parents().toArray(String[]::new), SQLDataType.CLOB.array());
    }

    /**
     * Reads records by ids of which some may have been merged: such an id gives the record that it went into. The map has the ids
     * that were asked for.
     */
    public Mono<Map<String, Row>> follow(
            Table table, Collection<String> ids, int sequence, Row.Detail need, Known known) {
        return read(table, ids, sequence, need, known).flatMap(found -> {
            List<String> missing =
                    ids.stream().filter(id -> !found.containsKey(id)).distinct().toList();
            if (missing.isEmpty() || !(table instanceof RecordKind)) {
                return Mono.just(found);
            }
            return redirects(missing, sequence)
                    .flatMap(redirects -> redirects.isEmpty()
                            ? Mono.just(found)
                            : read(table, redirects.values(), sequence, need, known)
                                    .map(led -> {
                                        Map<String, Row> all = new HashMap<>(found);
                                        redirects.forEach((id, other) -> {
                                            Row row = led.get(other);
                                            if (row != null) {
                                                all.put(id, row);
                                            }
                                        });
                                        return all;
                                    }));
        });
    }

    private Mono<Map<String, String>> redirects(List<String> ids, int sequence) {
        TableRef redirects = new TableRef(data.record("redirects"), "t0", sequence);
        Select<?> query = DSL.select(redirects.id(), redirects.text("new_id"))
                .from(redirects.from())
                .where(
                        redirects.id().eq(DSL.any(DSL.val(ids.toArray(String[]::new), SQLDataType.CLOB.array()))),
                        redirects.valid());
        return store.read(
                        query,
                        row -> Map.entry(
                                Objects.requireNonNull(row.get(0, String.class)),
                                Objects.requireNonNull(row.get(1, String.class))))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** How many bytes the rows take that are kept, by their own estimate. */
    long weight() {
        Cache<Key, List<Row>> rows = generation.rows;
        rows.cleanUp();
        return rows.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    /** An older generation may have values that a notice took out or a repair corrected. */
    private Generation generation(Known known) {
        Generation current = generation;
        if (current.number >= known.generation()) {
            return current;
        }
        synchronized (this) {
            if (generation.number < known.generation()) {
                generation = new Generation(known.generation(), size);
            }
            return generation;
        }
    }
}
