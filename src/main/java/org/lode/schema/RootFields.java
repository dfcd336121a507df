package org.lode.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.graphql.Resolvers;
import org.lode.model.DataPackage;
import org.lode.model.Failure.BadInput;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.query.Page.PageRequest;
import org.lode.query.ReadAt;
import org.lode.query.ReadAt.VersionedId;
import org.lode.query.RowStore;
import org.lode.release.InclusionProof;
import org.lode.release.MerkleTree.ProofStep;
import org.lode.release.Release;
import org.lode.schema.CoverageStore.Coverage;
import org.lode.schema.RowReader.RowAt;
import org.lode.schema.RowReader.RowAt.Wanted;
import org.lode.store.BodyStore;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The root fields of records by id, of coverage, and of inclusion proofs. */
@Component
record RootFields(DataPackage data, RowStore store, RowReader rows, CoverageStore coverage, BodyStore proofs)
        implements Resolvers.Source {
    @Override
    public void register(Resolvers resolvers) {
        Resolvers.Fields<?> query = resolvers
                .fields("Query")
                .single("node", (source, call) -> node(call))
                .single("nodes", (source, call) -> nodes(call))
                .single("coverage", (source, call) -> coverage.of(ReadAt.of(call.releases(), call.argument("at"))))
                .single("proof", (source, call) -> proof(call));
        data.shown().forEach(kind -> query.single(kind.singular(), (source, call) -> one(call, kind)));
        RecordKind observations = data.record("observations");
        resolvers
                .fields("Coverage", Coverage.class)
                .batch("claim", rows.led(claim -> new Wanted(observations, claim.claimId(), claim.at())));
        resolvers
                .fields("InclusionProof", InclusionProof.class)
                .value("release", (proof, call) -> call.release(proof.sequence()))
                .value("id", (proof, call) -> proofId(proof))
                .value("type", (proof, call) -> Names.constant(proof.key().type()))
                .value("recordId", (proof, call) -> proof.recordId())
                .value("bucket", (proof, call) -> proof.bucket())
                .value("table", (proof, call) -> proof.tableLine());
        resolvers.fields("ProofStep", ProofStep.class);
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

    /** Reads rows of any kind by the ids given: one statement for each release and table among them. */
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
        return store.follow(table, ids, at.sequence(), rows.need(call.field(), table), call.known())
                .map(found -> {
                    Map<String, RowAt> read = new HashMap<>();
                    found.forEach((id, row) -> read.put(id, new RowAt(row, at)));
                    return read;
                });
    }

    private Mono<InclusionProof> proof(FieldCall call) {
        VersionedId record = VersionedId.of(call.required("id"));
        int sequence = ReadAt.of(call.releases(), call.argument("at"), record).sequence();
        Release release = call.release(sequence);
        return proofs.proof(Connections.kind(data, call.required("type")), record.id(), release);
    }

    private String proofId(InclusionProof proof) {
        RecordKind kind = data.type(proof.key().type()).orElseThrow();
        return "proof:" + new VersionedId(kind.distinct(proof.recordId()), proof.version()).text();
    }
}
