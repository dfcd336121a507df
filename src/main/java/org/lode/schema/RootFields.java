package org.lode.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.FieldCall;
import org.lode.graphql.Resolver;
import org.lode.graphql.Resolvers;
import org.lode.model.BadInput;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.query.PageRequest;
import org.lode.query.ReadAt;
import org.lode.query.ReadAt.VersionedId;
import org.lode.query.Row;
import org.lode.query.RowStore;
import org.lode.schema.RowAt.Wanted;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The root fields that give records by their ids, and what agencies claim beside what the dataset itemises. */
@Component
final class RootFields implements Resolvers.Source {
    private final DataPackage data;
    private final RowStore store;
    private final RowReader rows;
    private final CoverageStore coverage;

    RootFields(DataPackage data, RowStore store, RowReader rows, CoverageStore coverage) {
        this.data = data;
        this.store = store;
        this.rows = rows;
        this.coverage = coverage;
    }

    @Override
    public void register(Resolvers resolvers) {
        resolvers.add("Query", "node", Resolver.each((source, call) -> node(call)));
        resolvers.add("Query", "nodes", Resolver.each((source, call) -> nodes(call)));
        for (RecordKind kind : data.shown()) {
            resolvers.add("Query", kind.singular(), Resolver.each((source, call) -> one(call, kind)));
        }
        resolvers.add(
                "Query",
                "coverage",
                Resolver.each((source, call) -> coverage.of(ReadAt.of(call.releases(), call.argument("at")))));
        resolvers.addComponents("Coverage", Coverage.class);
        RecordKind observations = data.record("observations");
        resolvers.addBatch("Coverage", "claim", (sources, call) -> {
            List<@Nullable Wanted> claims = new ArrayList<>();
            for (Object source : sources) {
                Coverage claim = (Coverage) source;
                claims.add(new Wanted(observations, claim.claimId(), claim.at()));
            }
            return rows.read(claims, call);
        });
    }

    private Mono<RowAt> one(FieldCall call, RecordKind kind) {
        VersionedId id = VersionedId.of(call.required("id"));
        ReadAt at = ReadAt.of(call.releases(), call.argument("at"), id);
        RowAt kept = rows.kept(new Wanted(kind, id.id(), at), rows.need(call.field(), kind), call.known());
        return kept != null
                ? Mono.just(kept)
                : read(kind, Set.of(id.id()), at, call).mapNotNull(found -> found.get(id.id()));
    }

    private Mono<RowAt> node(FieldCall call) {
        String id = call.required("id");
        return read(List.of(id), call).mapNotNull(found -> found.get(id));
    }

    private Mono<List<@Nullable RowAt>> nodes(FieldCall call) {
        List<String> ids = call.required("ids");
        if (ids.size() > PageRequest.MAX_SIZE) {
            throw new BadInput("ids", ids.size() + " ids", "at most " + PageRequest.MAX_SIZE);
        }
        return read(ids, call).map(found -> {
            List<@Nullable RowAt> nodes = new ArrayList<>();
            ids.forEach(id -> nodes.add(found.get(id)));
            return nodes;
        });
    }

    private record Load(Table table, ReadAt at) {}

    /** Rows of any kind by their ids as given: by one statement for each release and table among them. */
    private Mono<Map<String, RowAt>> read(List<String> given, FieldCall call) {
        Map<Load, Set<String>> loads = new LinkedHashMap<>();
        Map<String, ReadAt> releases = new HashMap<>();
        for (String text : given) {
            VersionedId id = VersionedId.of(text);
            ReadAt at = ReadAt.of(call.releases(), null, id);
            releases.put(text, at);
            data.tablesOfId(id.id())
                    .forEach(table -> loads.computeIfAbsent(new Load(table, at), load -> new LinkedHashSet<>())
                            .add(id.id()));
        }
        return Flux.fromIterable(loads.entrySet())
                .concatMap(load -> read(
                        load.getKey().table(), load.getValue(), load.getKey().at(), call))
                .<Map<String, RowAt>>collect(
                        HashMap::new,
                        (all, found) -> releases.forEach((text, at) -> {
                            RowAt row = found.get(VersionedId.of(text).id());
                            if (row != null && row.at().equals(at)) {
                                all.put(text, row);
                            }
                        }));
    }

    private Mono<Map<String, RowAt>> read(Table table, Set<String> ids, ReadAt at, FieldCall call) {
        Row.Detail need = rows.need(call.field(), table);
        return store.follow(table, ids, at.sequence(), need == Row.Detail.TITLE, call.known())
                .map(found -> {
                    Map<String, RowAt> read = new HashMap<>();
                    found.forEach((id, row) -> read.put(id, new RowAt(row, at)));
                    return read;
                });
    }
}
