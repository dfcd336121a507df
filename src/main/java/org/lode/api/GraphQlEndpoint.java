package org.lode.api;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.failure.BadRequest;
import org.lode.failure.Failure.Code;
import org.lode.operation.Operation;
import org.lode.operation.Operations;
import org.lode.operation.Question;
import org.lode.release.ReleaseStore;
import org.lode.release.Releases;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Answers GraphQL over HTTP, from what is kept if the same was asked before of the same release.
 *
 * <p>An answer is named before there is one ({@link Identity}), so that a client that has it is told so without any work.
 */
@Component
final class GraphQlEndpoint {
    private final RequestReader reader;
    private final Operations operations;
    private final ReleaseStore releases;
    private final Answers answers;
    private final WebGraphQlHandler engine;

    GraphQlEndpoint(
            RequestReader reader,
            Operations operations,
            ReleaseStore releases,
            Answers answers,
            WebGraphQlHandler engine) {
        this.reader = reader;
        this.operations = operations;
        this.releases = releases;
        this.answers = answers;
        this.engine = engine;
    }

    /** The answer to a GET, HEAD or POST; a request that cannot be read is told what it should have been. */
    Mono<ServerResponse> answer(ServerRequest request) {
        return Mono.defer(() -> {
                    MediaType type = MediaTypes.answering(request);
                    return reader.read(request).flatMap(asked -> answer(new Exchange(request, type, asked)));
                })
                .onErrorResume(thrown -> AnswerWriter.refuse(request, thrown));
    }

    /** @param type of the answer */
    private record Exchange(ServerRequest request, MediaType type, Asked asked) {}

    private Mono<ServerResponse> answer(Exchange exchange) {
        Asked asked = exchange.asked();
        new Question(asked.operationName(), asked.document())
                .note(exchange.request().attributes());
        Mono<Releases> current = releases.current().cache();
        Optional<Operation> operation = operations.find(asked.document(), asked.operationName(), asked.variables());
        operation.ifPresent(good -> {
            requireQuery(good);
            reader.keep(asked);
        });
        if (operation.isEmpty() || asked.dryRun()) {
            return run(exchange, current, null);
        }
        boolean pinned = operations.pinned(operation.get());
        return latest(pinned, current)
                .map(release -> answers.name(asked, exchange.type(), release))
                .flatMap(name -> answer(exchange, current, new AnswerWriter.Freshness(name, pinned)))
                // Without releases there is nothing to keep, and the operation will say why.
                .switchIfEmpty(Mono.defer(() -> run(exchange, current, null)));
    }

    /** A notice may take something out of every release, those that are named included. */
    private Mono<String> latest(boolean pinned, Mono<Releases> current) {
        return pinned
                ? Mono.just(releases.known().told())
                : current.map(known -> known.latest().root() + known.told()).onErrorComplete();
    }

    private Mono<ServerResponse> answer(Exchange exchange, Mono<Releases> current, AnswerWriter.Freshness fresh) {
        ServerRequest request = exchange.request();
        Optional<String> held = AnswerWriter.held(request, fresh);
        if (held.isPresent()) {
            return AnswerWriter.notModified(held.get(), fresh);
        }
        Answer kept = answers.find(fresh.name());
        return kept != null ? AnswerWriter.write(request, kept, fresh, Map.of()) : run(exchange, current, fresh);
    }

    private Mono<ServerResponse> run(
            Exchange exchange, Mono<Releases> current, AnswerWriter.@Nullable Freshness fresh) {
        ServerRequest request = exchange.request();
        return engine.handleRequest(exchange.asked().operation(request, current))
                .flatMap(response -> {
                    Answer answer = AnswerWriter.answer(response, exchange.type());
                    boolean good = response.getErrors().isEmpty() && response.getData() != null;
                    if (good && fresh != null) {
                        answers.keep(fresh.name(), answer);
                    }
                    return AnswerWriter.write(
                            request,
                            answer,
                            good ? fresh : null,
                            response.getResponseHeaders().toSingleValueMap());
                });
    }

    /** Fails unless it asks once. */
    static void requireQuery(Operation operation) {
        if (!operation.isQuery()) {
            throw new BadRequest(
                    Code.BAD_REQUEST,
                    "operation",
                    "a subscription",
                    "a query; a subscription goes over WebSocket, or with Accept: "
                            + MediaType.TEXT_EVENT_STREAM_VALUE);
        }
    }
}
