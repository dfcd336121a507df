package org.lode.record;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.SelectedField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.lode.failure.BadInput;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;
import org.lode.query.Listing;
import org.lode.query.PageRequest;
import org.lode.query.Row;
import org.lode.release.Releases;
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
        String id = id(env);
        return Loads.future(env, read(env, kind, List.of(id)).mapNotNull(found -> found.get(id)));
    }

    private RowConnection list(DataFetchingEnvironment env, RecordKind kind) {
        return new RowConnection(plans.of(env, kind, null, sequence(env, kind)), "");
    }

    /** Records of several kinds: one statement for each kind among the ids. */
    private Mono<Map<String, Row>> read(DataFetchingEnvironment env, List<String> ids) {
        return nodes.read(ids, env.getSelectionSet().getImmediateFields(), at(env));
    }

    private Mono<Map<String, Row>> read(DataFetchingEnvironment env, RecordKind kind, List<String> ids) {
        List<SelectedField> asked = env.getSelectionSet().getImmediateFields();
        return store.byId(kind, plans.selection(kind, asked), at(env), ids);
    }

    private static int at(DataFetchingEnvironment env) {
        return Releases.of(env.getGraphQlContext()).at(Arguments.at(env)).sequence();
    }

    private int sequence(DataFetchingEnvironment env, RecordKind kind) {
        Listing listing = new Listing(kind, null, 0, Arguments.filter(env), Arguments.order(data, kind, env));
        return ListRelease.of(env, Arguments.page(env), () -> listing.fingerprint(""));
    }

    private static String id(DataFetchingEnvironment env) {
        return Objects.requireNonNull(env.getArgument("id"));
    }
}
