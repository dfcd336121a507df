package org.lode.operation;

import graphql.execution.instrumentation.InstrumentationState;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.lode.kind.RecordKind;
import org.lode.query.OfRecord;
import org.lode.query.Row;
import org.springframework.graphql.server.WebGraphQlRequest;

/** The records that the answer to one operation tells of, noted while it is made, whether or not it asks for their ids. */
public final class Returned implements InstrumentationState {
    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    /** Notes from now on what this operation returns. */
    public static Returned by(WebGraphQlRequest request) {
        Returned returned = new Returned();
        request.configureExecutionInput(
                (input, builder) -> builder.graphQLContext(context -> context.put(Returned.class, returned))
                        .build());
        return returned;
    }

    /** Their ids in order, each once. */
    public List<String> ids() {
        return ids.stream().sorted().toList();
    }

    /** What a field gives, noted when it is there. */
    @Nullable
    Object noting(@Nullable Object given) {
        if (given instanceof CompletionStage<?> later) {
            return later.thenApply(value -> {
                note(value);
                return value;
            });
        }
        note(given);
        return given;
    }

    private void note(@Nullable Object value) {
        switch (value) {
            case Row row -> note(row);
            case OfRecord stand -> ids.add(stand.recordId());
            case Collection<?> list -> list.forEach(this::note);
            case null -> {}
            default -> {}
        }
    }

    /** Parts belong to a record that is returned, too. */
    private void note(Row row) {
        if (row.table() instanceof RecordKind) {
            ids.add(row.id());
        }
    }
}
