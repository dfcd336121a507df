package org.lode.schema;

import org.lode.graphql.FieldCall;
import org.lode.graphql.Resolver;
import org.lode.graphql.Resolvers;
import org.lode.model.DataPackage;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.query.ReadAt;
import org.lode.query.ReadAt.VersionedId;
import org.lode.release.InclusionProof;
import org.lode.release.ProofStep;
import org.lode.release.Release;
import org.lode.store.ProofStore;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The fields that show that a release holds a record. */
@Component
final class ProofFields implements Resolvers.Source {
    private static final String PROOF = "InclusionProof";

    private final DataPackage data;
    private final ProofStore store;

    ProofFields(DataPackage data, ProofStore store) {
        this.data = data;
        this.store = store;
    }

    @Override
    public void register(Resolvers resolvers) {
        resolvers.add("Query", "proof", Resolver.each((source, call) -> proof(call)));
        resolvers.addValue(
                PROOF, "release", (source, call) -> call.releases().require(((InclusionProof) source).sequence()));
        resolvers.addValue(PROOF, "id", (source, call) -> id((InclusionProof) source));
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

    private Mono<InclusionProof> proof(FieldCall call) {
        VersionedId record = VersionedId.of(call.required("id"));
        int sequence = ReadAt.of(call.releases(), call.argument("at"), record).sequence();
        Release release = call.releases().require(sequence);
        return store.proof(kind(call.required("type")), record.id(), release);
    }

    private String id(InclusionProof proof) {
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
