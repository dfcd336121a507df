package org.lode.http;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Clients.Client;
import org.lode.graphql.OperationRequest;
import org.lode.graphql.OperationRequest.TouchedRecords;
import org.lode.release.Releases;

/**
 * The parameters of a GraphQL request, over HTTP or a WebSocket.
 *
 * @param query text of the document
 * @param documentId name of a persisted document, in place of its text
 */
public record GraphQlRequest(
        @Nullable String query,
        @Nullable String documentId,
        @Nullable String operationName,
        Map<String, @Nullable Object> variables,
        Map<String, Object> extensions) {
    /** Returns the text of the document; the request must be resolved. */
    public String document() {
        return Objects.requireNonNull(query);
    }

    GraphQlRequest with(String text) {
        return new GraphQlRequest(text, documentId, operationName, variables, extensions);
    }

    public OperationRequest operation(String id, Client client) {
        return operation(id, client, null, null);
    }

    /**
     * Returns the operation that it asks for.
     *
     * @param releases those that the operation knows; null for all
     * @param returned collects the ids of the records in the result; null if they are not needed
     */
    public OperationRequest operation(
            String id, Client client, @Nullable Releases releases, @Nullable TouchedRecords returned) {
        return new OperationRequest(id, client, document(), operationName, variables, dryRun(), releases, returned);
    }

    /** Returns whether the client asks for the cost only. */
    public boolean dryRun() {
        return Boolean.TRUE.equals(extensions.get("dryRun"));
    }
}
