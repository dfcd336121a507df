package org.lode.graphql;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Clients.Client;
import org.lode.release.Releases;

/**
 * An operation that a client asks Lode to run.
 *
 * @param id of the request, by which the log knows it
 * @param operationName null when the document has one operation
 * @param dryRun whether only the cost is asked for
 * @param releases those that the operation knows; null for all that there are
 * @param returned notes the ids of the records in the answer; null when nobody needs them
 */
public record OperationRequest(
        String id,
        Client client,
        String document,
        @Nullable String operationName,
        Map<String, @Nullable Object> variables,
        boolean dryRun,
        @Nullable Releases releases,
        @Nullable Returned returned) {

    /** A query that Lode asks itself for a client, within the client's limits. */
    public static OperationRequest of(
            String id,
            Client client,
            String document,
            Map<String, @Nullable Object> variables,
            @Nullable Releases known) {
        return new OperationRequest(id, client, document, null, variables, false, known, null);
    }
}
