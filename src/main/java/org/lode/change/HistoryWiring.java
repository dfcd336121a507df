package org.lode.change;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import java.util.Objects;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;
import org.lode.query.PageRequest;
import org.lode.query.Row;
import org.lode.record.Described;
import org.lode.record.ListRelease;
import org.lode.record.Loads;
import org.lode.record.ReadAt;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.stereotype.Component;

/** Gives every kind of record its {@code history}. */
@Component
final class HistoryWiring implements RuntimeWiringConfigurer {
    private final DataPackage data;

    HistoryWiring(DataPackage data) {
        this.data = data;
    }

    @Override
    public void configure(RuntimeWiring.Builder wiring) {
        for (RecordKind kind : data.shown()) {
            wiring.type(
                    kind.type(),
                    type -> type.dataFetcher(
                            "history", Described.one(ChangeConnection.class, env -> history(env, kind))));
        }
    }

    private static ChangeConnection history(DataFetchingEnvironment env, RecordKind kind) {
        Row row = Objects.requireNonNull(env.getSource());
        PageRequest page = PageRequest.of(env.getArgument("first"), env.getArgument("after"), null, null);
        ReadAt at = ListRelease.below(
                env, row, page, () -> history(env, kind, row.sequence()).fingerprint(row.id()));
        return new ChangeConnection(Loads.field(env) + at.key(), history(env, kind, at.sequence()), page, row.id());
    }

    private static ChangeListing history(DataFetchingEnvironment env, RecordKind kind, int sequence) {
        return new ChangeListing.History(sequence, kind.type(), ChangeController.newestFirst(env));
    }
}
