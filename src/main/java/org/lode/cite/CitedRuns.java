package org.lode.cite;

import java.util.Objects;
import org.lode.graphql.Clients;
import org.lode.graphql.Clients.Client;
import org.lode.graphql.OperationRequest.TouchedRecords;
import org.lode.graphql.OperationResult;
import org.lode.graphql.OperationRunner;
import org.lode.graphql.Operations;
import org.lode.http.GraphQlEndpoint;
import org.lode.http.GraphQlRequest;
import org.lode.model.BadRequest;
import org.lode.model.Failure.Code;
import org.lode.model.LimitExceeded;
import org.lode.release.CanonicalJson;
import org.lode.release.Releases;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** Runs queries that are cited, by the same engine as all others and within the same limits. */
@Component
final class CitedRuns {
    private final OperationRunner runner;
    private final Clients clients;
    private final Operations operations;
    private final CitationSettings settings;

    CitedRuns(OperationRunner runner, Clients clients, Operations operations, CitationSettings settings) {
        this.runner = runner;
        this.clients = clients;
        this.operations = operations;
        this.settings = settings;
    }

    /**
     * Runs a query that is to be cited: of the newest release that it names, or else of the latest.
     *
     * <p>An answer may depend on more than the releases that it names, such as the list of all there are. Then it is of the latest.
     */
    Mono<CitedRun> first(ServerRequest request, GraphQlRequest asked, Releases known) {
        operations
                .find(asked.document(), asked.operationName(), asked.variables())
                .ifPresent(GraphQlEndpoint::requireQuery);
        if (asked.dryRun()) {
            return Mono.error(new BadRequest("dryRun", "true", "a query that is run, since its answer is cited"));
        }
        return run(request, asked, known)
                .flatMap(run -> run.release().equals(known.latest())
                        ? Mono.just(run)
                        : run(request, asked, known.upTo(run.release()))
                                .onErrorResume(EngineRefused.class, EngineRefused::ifBusy)
                                .filter(again -> again.sha256().equals(run.sha256()))
                                .defaultIfEmpty(run.of(known.latest())));
    }

    /** Runs a query as if there were these releases and no others; fails with the errors of its answer. */
    Mono<CitedRun> run(ServerRequest request, GraphQlRequest asked, Releases known) {
        TouchedRecords returned = new TouchedRecords();
        ServerHttpRequest sent = request.exchange().getRequest();
        // The data of a citation is the same for everybody, so its addresses have no prefix of a proxy.
        Client client = clients.of(sent.getHeaders(), sent.getRemoteAddress()).direct();
        return runner.run(asked.operation(sent.getId(), client, known, returned))
                .publishOn(Schedulers.boundedElastic())
                .map(result -> run(result, returned));
    }

    private CitedRun run(OperationResult result, TouchedRecords returned) {
        EngineRefused.check(result);
        int records = returned.ids().size();
        LimitExceeded.check(Code.QUERY_TOO_LARGE, "records", records, settings.records());
        String data = JsonMapper.shared().writeValueAsString(result.data());
        return CitedRun.of(Objects.requireNonNull(result.release()), CanonicalJson.of(data), returned);
    }
}
