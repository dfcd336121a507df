package org.lode.api;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.operation.EngineRequests;
import org.lode.release.Releases;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * What a request over HTTP asks.
 *
 * @param query text of the document
 * @param documentId name of a document that is known here, in place of its text
 */
record Asked(
        @Nullable String query,
        @Nullable String documentId,
        @Nullable String operationName,
        Map<String, @Nullable Object> variables,
        Map<String, Object> extensions) {

    /** The text of its document, which must be there by now. */
    String document() {
        return Objects.requireNonNull(query);
    }

    /** The same with the text of the document that it names. */
    Asked with(String text) {
        return new Asked(text, documentId, operationName, variables, extensions);
    }

    /** The operation that this request asks of the engine, when there are these releases. */
    WebGraphQlRequest operation(ServerRequest request, Mono<Releases> known) {
        request.attributes().put(OneRelease.KNOWN, known);
        return EngineRequests.of(request, document(), operationName, variables, extensions);
    }

    /** Whether only the price is asked for. */
    boolean dryRun() {
        return dryRun(extensions);
    }

    /** Whether these extensions of a request ask for the price only. */
    static boolean dryRun(Map<String, Object> extensions) {
        return Boolean.TRUE.equals(extensions.get("dryRun"));
    }
}
