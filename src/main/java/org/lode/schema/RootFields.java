package org.lode.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Resolver;
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
import org.lode.query.Row;
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
final class RootFields implements Resolvers.Source {
    private static final String PROOF = "InclusionProof";

    private final DataPackage data;
    private final RowStore store;
    private final RowReader rows;
    private final CoverageStore coverage;
    private final BodyStore proofs;

    RootFields(DataPackage data, RowStore store, RowReader rows, CoverageStore coverage, BodyStore proofs) {
        this.data = data;
        this.store = store;
        this.rows = rows;
        this.coverage = coverage;
        this.proofs = proofs;
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
        registerProofs(resolvers);
    }

    private void registerProofs(Resolvers resolvers) {
        resolvers.add("Query", "proof", Resolver.each((source, call) -> proof(call)));
        resolvers.addValue(
                PROOF, "release", (source, call) -> call.releases().require(((InclusionProof) source).sequence()));
        resolvers.addValue(PROOF, "id", (source, call) -> proofId((InclusionProof) source));
        resolvers.addValue(
                PROOF,
                "type",
                (source, call) -> Names.constant(((InclusionProof) source).key().type()));
        resolvers.addValue(PROOF, "recordId", (source, call) -> ((InclusionProof) source).recordId());
        resolvers.addValue(PROOF, "bucket", (source, call) -> ((InclusionProof) source).bucket());
        resolvers.addValue(PROOF, "table", (source, call) -> ((InclusionProof) source).tableLine());
        resolvers.addComponents(PROOF, InclusionProof.class);
        resolvers.addComponents("ProofStep", ProofStep.class);
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
        Row.Detail need = rows.need(call.field(), table);
        return store.follow(table, ids, at.sequence(), need == Row.Detail.TITLE, call.known())
                .map(found -> {
                    Map<String, RowAt> read = new HashMap<>();
                    found.forEach((id, row) -> read.put(id, new RowAt(row, at)));
                    return read;
                });
    }

    private Mono<InclusionProof> proof(FieldCall call) {
        VersionedId record = VersionedId.of(call.required("id"));
        int sequence = ReadAt.of(call.releases(), call.argument("at"), record).sequence();
        Release release = call.releases().require(sequence);
        return proofs.proof(kind(call.required("type")), record.id(), release);
    }

    private String proofId(InclusionProof proof) {
        RecordKind kind = data.type(proof.key().type()).orElseThrow();
        return "proof:" + new VersionedId(kind.distinct(proof.recordId()), proof.version()).text();
    }

    private RecordKind kind(String constant) {
        return data.records().stream()
                .filter(kind -> Names.constant(kind.type()).equals(constant))
                .findFirst()
                .orElseThrow();
    }
}
