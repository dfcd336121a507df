package org.lode.record;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.SelectedField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.lode.failure.BadInput;
import org.lode.failure.CursorMismatch;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;
import org.lode.query.Cursor;
import org.lode.query.Listing;
import org.lode.query.PageRequest;
import org.lode.query.Row;
import org.lode.release.Releases;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The root fields of records: by id, and a list of every kind. */
final class RootFields {
    private final DataPackage data;
    private final RecordStore store;
    private final Plans plans;

    RootFields(DataPackage data, RecordStore store, Plans plans) {
        this.data = data;
        this.store = store;
        this.plans = plans;
    }

    /** Fetchers by field name. */
    Map<String, DataFetcher<?>> fetchers() {
        Map<String, DataFetcher<?>> fetchers = new LinkedHashMap<>();
        fetchers.put("node", Described.one(Row.class, this::node));
        fetchers.put("nodes", Described.list(Row.class, this::nodes));
        for (RecordKind kind : data.shown()) {
            fetchers.put(kind.singular(), Described.one(Row.class, env -> one(env, kind)));
            fetchers.put(kind.plural(), Described.one(RowConnection.class, env -> list(env, kind)));
        }
        return fetchers;
    }

    private CompletableFuture<@Nullable Row> node(DataFetchingEnvironment env) {
        String id = id(env);
        return read(env, List.of(id)).mapNotNull(found -> found.get(id)).toFuture();
    }

    private CompletableFuture<@Nullable List<@Nullable Row>> nodes(DataFetchingEnvironment env) {
        List<String> ids = Objects.requireNonNull(env.getArgument("ids"));
        if (ids.size() > PageRequest.MAX_SIZE) {
            throw new BadInput("ids", ids.size() + " ids", "at most " + PageRequest.MAX_SIZE);
        }
        return read(env, ids)
                .map(found -> {
                    List<@Nullable Row> rows = new ArrayList<>();
                    ids.forEach(id -> rows.add(found.get(id)));
                    return rows;
                })
                .toFuture();
    }

    private CompletableFuture<@Nullable Row> one(DataFetchingEnvironment env, RecordKind kind) {
        String id = id(env);
        return read(env, kind, List.of(id)).mapNotNull(found -> found.get(id)).toFuture();
    }

    private RowConnection list(DataFetchingEnvironment env, RecordKind kind) {
        return new RowConnection(plans.of(env, kind, null, sequence(env, kind)), "");
    }

    /** Records of several kinds: one statement for each kind among the ids. */
    private Mono<Map<String, Row>> read(DataFetchingEnvironment env, List<String> ids) {
        Map<RecordKind, List<String>> kinds = new LinkedHashMap<>();
        ids.forEach(id -> data.ofId(id)
                .ifPresent(kind ->
                        kinds.computeIfAbsent(kind, key -> new ArrayList<>()).add(id)));
        return Flux.fromIterable(kinds.entrySet())
                .concatMap(kind -> read(env, kind.getKey(), kind.getValue()))
                .collect(HashMap::new, Map::putAll);
    }

    private Mono<Map<String, Row>> read(DataFetchingEnvironment env, RecordKind kind, List<String> ids) {
        int sequence =
                Releases.of(env.getGraphQlContext()).at(Arguments.at(env)).sequence();
        List<SelectedField> asked = env.getSelectionSet().getImmediateFields();
        return store.byId(kind, plans.selection(kind, asked), sequence, List.copyOf(new LinkedHashSet<>(ids)));
    }

    /** The release that {@code at} names, else the one that a cursor was cut from, else the latest. */
    private static int sequence(DataFetchingEnvironment env, RecordKind kind) {
        Releases releases = Releases.of(env.getGraphQlContext());
        PageRequest page = Arguments.page(env);
        String cursor = page.after() != null ? page.after() : page.before();
        if (Arguments.at(env) != null || cursor == null) {
            return releases.at(Arguments.at(env)).sequence();
        }
        Listing listing = new Listing(kind, null, 0, Arguments.filter(env), Arguments.order(kind, env));
        int sequence = Cursor.decode(cursor, listing.fingerprint("")).sequence();
        if (releases.find(sequence).isEmpty()) {
            throw new CursorMismatch(
                    cursor,
                    "a cursor of a release held here, 1 to " + releases.latest().sequence());
        }
        return releases.reading(sequence).sequence();
    }

    private static String id(DataFetchingEnvironment env) {
        return Objects.requireNonNull(env.getArgument("id"));
    }
}
