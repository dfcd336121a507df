package org.lode.cite;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lode.cite.CitedQueryStore.Settings;
import org.lode.graphql.Clients;
import org.lode.graphql.Clients.Client;
import org.lode.graphql.GraphQlErrors;
import org.lode.graphql.Operation;
import org.lode.graphql.OperationRequest;
import org.lode.graphql.OperationRequest.TouchedRecords;
import org.lode.graphql.OperationResult;
import org.lode.graphql.OperationRunner;
import org.lode.graphql.OperationSettings;
import org.lode.graphql.Operations;
import org.lode.http.GraphQlRequest;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.lode.model.Failure.LimitExceeded;
import org.lode.model.Sha256;
import org.lode.release.CanonicalJson;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Runs cited queries, and the query for their sources, through the GraphQL engine and within its limits. */
@Component
final class CitedQueryRunner {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CITATION = "citation:";
    private static final String SOURCES = """
            query Sources($filter: CitationFilter!) {
              citations(filter: $filter) {
                groups(by: [SOURCE]) { key { source { id title publisher published url } } aggregate { count } }
              }
            }
            """;

    private final OperationRunner runner;
    private final Clients clients;
    private final Operations operations;
    private final Settings settings;
    private final int idsPerQuery;

    CitedQueryRunner(
            OperationRunner runner,
            Clients clients,
            Operations operations,
            Settings settings,
            OperationSettings.Limits limits) {
        this.runner = runner;
        this.clients = clients;
        this.operations = operations;
        this.settings = settings;
        // A filter for sources can have each id twice, and the number of values in a request is limited.
        this.idsPerQuery = Math.max(1, limits.values() / 2);
    }

    /**
     * The result of a query without errors.
     *
     * @param data as one line of JSON (RFC 8785)
     * @param records ids of the records in the answer
     * @param counted how many records its counts and sums are made of
     * @param sha256 of the data
     */
    record Result(Release release, String data, List<String> records, long counted, String sha256) {

        /** Returns the same result, attributed to another release. */
        Result of(Release another) {
            return new Result(another, data, records, counted, sha256);
        }
    }

    /**
     * A source of records.
     *
     * @param citations how many of its citations are about the records
     */
    record Source(
            String id,
            String title,
            @Nullable String publisher,
            @Nullable String published,
            @Nullable String url,
            long citations) {

        private Source plus(Source other) {
            return new Source(id, title, publisher, published, url, citations + other.citations);
        }
    }

    /** A query whose answer has errors, and so cannot be cited. */
    static final class QueryFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final transient OperationResult result;

        private QueryFailed(OperationResult result) {
            super(result.errors().getFirst().getMessage());
            this.result = result;
        }

        private boolean isOfServer() {
            return switch (GraphQlErrors.code(result.errors().getFirst())) {
                case RATE_LIMITED, TIMEOUT, UNAVAILABLE, INTERNAL, DATASET_DAMAGED -> true;
                default -> false;
            };
        }
    }

    /**
     * Runs a new query, and finds the release of its answer: the newest that the query names, or the latest when it names none.
     *
     * <p>An answer can depend on more releases than it names, such as the list of all. Its release is then the latest. To find
     * out, the query runs a second time without the releases after the newest that it names.
     */
    Mono<Result> runNew(ServerRequest request, GraphQlRequest query, Releases known) {
        operations
                .find(query.document(), query.operationName(), query.variables())
                .ifPresent(Operation::requireQuery);
        if (query.dryRun()) {
            return Mono.error(new BadRequest("dryRun", "true", "a query that is run, since its answer is cited"));
        }
        return run(request, query, known)
                .flatMap(result -> result.release().equals(known.latest())
                        ? Mono.just(result)
                        : run(request, query, known.upTo(result.release()))
                                .onErrorResume(
                                        QueryFailed.class,
                                        failed -> failed.isOfServer() ? Mono.error(failed) : Mono.empty())
                                .filter(again -> again.sha256().equals(result.sha256()))
                                .defaultIfEmpty(result.of(known.latest())));
    }

    /** Runs a query as if there were no releases but these; fails with {@link QueryFailed} when its answer has errors. */
    Mono<Result> run(ServerRequest request, GraphQlRequest query, Releases known) {
        TouchedRecords returned = new TouchedRecords();
        // The data of a citation is the same for everybody, so its addresses have no prefix of a proxy.
        return runner.run(query.operation(requestId(request), client(request).direct(), known, returned))
                .publishOn(Schedulers.boundedElastic())
                .map(result -> result(result, returned));
    }

    private Result result(OperationResult result, TouchedRecords returned) {
        requireNoErrors(result);
        LimitExceeded.check(Code.QUERY_TOO_LARGE, "records", returned.ids().size(), settings.records());
        String data = CanonicalJson.of(JSON.writeValueAsString(result.data()));
        return new Result(
                Objects.requireNonNull(result.release()), data, returned.ids(), returned.counted(), Sha256.hexOf(data));
    }

    /** Finds the sources, by id, of all citations that are about these records or among them, in the latest release. */
    Mono<List<Source>> sources(ServerRequest request, List<String> records, Releases known) {
        return Flux.fromIterable(records)
                .buffer(idsPerQuery)
                .concatMap(ids -> runner.run(
                        OperationRequest.of(requestId(request), client(request), SOURCES, variables(ids), known)))
                .concatMapIterable(CitedQueryRunner::sources)
                .collect(TreeMap<String, Source>::new, (all, source) -> all.merge(source.id(), source, Source::plus))
                .map(all -> List.copyOf(all.values()));
    }

    private static Map<String, @Nullable Object> variables(List<String> ids) {
        List<String> citations =
                ids.stream().filter(id -> id.startsWith(CITATION)).toList();
        return Map.of(
                "filter",
                Map.of("or", List.of(Map.of("subjectId", Map.of("in", ids)), Map.of("id", Map.of("in", citations)))));
    }

    private static List<Source> sources(OperationResult result) {
        requireNoErrors(result);
        return JSON.readTree(JSON.writeValueAsString(result.data()))
                .at("/citations/groups")
                .valueStream()
                .map(CitedQueryRunner::source)
                .toList();
    }

    private static Source source(JsonNode group) {
        ObjectNode source = (ObjectNode) group.at("/key/source");
        return JSON.treeToValue(source.set("citations", group.at("/aggregate/count")), Source.class);
    }

    private static void requireNoErrors(OperationResult result) {
        if (!result.errors().isEmpty()) {
            throw new QueryFailed(result);
        }
    }

    private Client client(ServerRequest request) {
        return clients.of(
                request.headers().asHttpHeaders(), request.remoteAddress().orElse(null));
    }

    private static String requestId(ServerRequest request) {
        return request.exchange().getRequest().getId();
    }
}
