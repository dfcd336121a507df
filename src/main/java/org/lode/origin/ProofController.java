package org.lode.origin;

import graphql.GraphQLContext;
import graphql.schema.DataFetchingEnvironment;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.kind.Names;
import org.lode.kind.RecordKind;
import org.lode.query.PinnedId;
import org.lode.query.Waiting;
import org.lode.record.ReadAt;
import org.lode.release.InclusionProof;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Answers what shows that a release holds a record. */
@Controller
final class ProofController {
    private final DataPackage data;
    private final ProofStore store;

    ProofController(DataPackage data, ProofStore store) {
        this.data = data;
        this.store = store;
    }

    @QueryMapping
    CompletableFuture<@Nullable InclusionProof> proof(
            @Argument String type,
            @Argument String id,
            @Argument @Nullable Map<String, Object> at,
            DataFetchingEnvironment env) {
        PinnedId record = PinnedId.of(id);
        int sequence = ReadAt.of(env.getGraphQlContext(), at, record).sequence();
        Release release = Releases.of(env.getGraphQlContext()).require(sequence);
        return Waiting.of(env.getGraphQlContext()).future(store.proof(kind(type), record.id(), release));
    }

    @SchemaMapping
    Release release(InclusionProof proof, GraphQLContext context) {
        return Releases.of(context).require(proof.sequence());
    }

    @SchemaMapping
    String id(InclusionProof proof) {
        RecordKind kind = data.type(proof.key().type()).orElseThrow();
        return "proof:" + new PinnedId(kind.distinct(proof.recordId()), proof.version()).text();
    }

    @SchemaMapping
    String type(InclusionProof proof) {
        return Names.constant(proof.key().type());
    }

    @SchemaMapping
    String table(InclusionProof proof) {
        return proof.tableLine();
    }

    private RecordKind kind(String constant) {
        return data.records().stream()
                .filter(kind -> Names.constant(kind.type()).equals(constant))
                .findFirst()
                .orElseThrow();
    }
}
