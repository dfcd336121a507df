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

    /** The text of its document, which must be there by now. */
    public String document() {
        return Objects.requireNonNull(query);
    }

    /** The same with the text of the document that it names. */
    GraphQlRequest with(String text) {
        return new GraphQlRequest(text, documentId, operationName, variables, extensions);
    }

    /** The operation that it asks for, of all releases. */
    public OperationRequest operation(String id, Client client) {
        return operation(id, client, null, null);
    }

    /**
     * The operation that it asks for.
     *
     * @param releases those that the operation knows; null for all that there are
     * @param returned notes the ids of the records in the answer; null when nobody needs them
     */
    public OperationRequest operation(
            String id, Client client, @Nullable Releases releases, @Nullable TouchedRecords returned) {
        return new OperationRequest(id, client, document(), operationName, variables, dryRun(), releases, returned);
    }

    /** Whether only the cost is asked for. */
    public boolean dryRun() {
        return Boolean.TRUE.equals(extensions.get("dryRun"));
    }
}
