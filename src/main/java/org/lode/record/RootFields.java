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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.failure.BadInput;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;
import org.lode.query.PageRequest;
import org.lode.query.PinnedId;
import org.lode.query.Row;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The root fields of records: by id, and a list of every kind. */
final class RootFields {
    private final DataPackage data;
    private final RecordStore store;
    private final Nodes nodes;
    private final Plans plans;

    RootFields(DataPackage data, RecordStore store, Nodes nodes, Plans plans) {
        this.data = data;
        this.store = store;
        this.nodes = nodes;
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
        return Loads.future(env, read(env, List.of(id)).mapNotNull(found -> found.get(id)));
    }

    private CompletableFuture<@Nullable List<@Nullable Row>> nodes(DataFetchingEnvironment env) {
        List<String> ids = Objects.requireNonNull(env.getArgument("ids"));
        if (ids.size() > PageRequest.MAX_SIZE) {
            throw new BadInput("ids", ids.size() + " ids", "at most " + PageRequest.MAX_SIZE);
        }
        return Loads.future(env, read(env, ids).map(found -> {
            List<@Nullable Row> rows = new ArrayList<>();
            ids.forEach(id -> rows.add(found.get(id)));
            return rows;
        }));
    }

    private CompletableFuture<@Nullable Row> one(DataFetchingEnvironment env, RecordKind kind) {
        PinnedId id = PinnedId.of(id(env));
        ReadAt at = ReadAt.of(env.getGraphQlContext(), Arguments.at(env), id);
        List<SelectedField> asked = env.getSelectionSet().getImmediateFields();
        return Loads.future(
                env,
                store.byId(kind, plans.selection(kind, asked), at, List.of(id.id()))
                        .mapNotNull(found -> found.get(id.id())));
    }

    private RowConnection list(DataFetchingEnvironment env, RecordKind kind) {
        ReadAt at = ListRelease.of(env, Arguments.page(env), () -> plans.fingerprint(env, kind, null, ""));
        return new RowConnection(plans.of(env, kind, null, at), "");
    }

    /** Rows by their ids as given: one statement for each release and table among them. */
    private Mono<Map<String, Row>> read(DataFetchingEnvironment env, List<String> ids) {
        List<SelectedField> asked = env.getSelectionSet().getImmediateFields();
        Map<ReadAt, Set<PinnedId>> releases = new LinkedHashMap<>();
        ids.stream()
                .map(PinnedId::of)
                .forEach(id -> releases.computeIfAbsent(
                                ReadAt.of(env.getGraphQlContext(), null, id), at -> new LinkedHashSet<>())
                        .add(id));
        return Flux.fromIterable(releases.entrySet())
                .concatMap(release -> {
                    Set<PinnedId> given = release.getValue();
                    return nodes.read(given.stream().map(PinnedId::id).toList(), asked, release.getKey())
                            .map(found -> given.stream()
                                    .filter(id -> found.containsKey(id.id()))
                                    .collect(Collectors.toMap(
                                            PinnedId::text, id -> Objects.requireNonNull(found.get(id.id())))));
                })
                .collect(HashMap::new, Map::putAll);
    }

    private static String id(DataFetchingEnvironment env) {
        return Objects.requireNonNull(env.getArgument("id"));
    }
}
