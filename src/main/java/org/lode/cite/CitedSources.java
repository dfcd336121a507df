package org.lode.cite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Clients;
import org.lode.graphql.Clients.Client;
import org.lode.graphql.LimitSettings;
import org.lode.graphql.OperationRequest;
import org.lode.graphql.OperationResult;
import org.lode.graphql.OperationRunner;
import org.lode.release.Releases;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds the sources of records, by GraphQL. */
@Component
final class CitedSources {
    private static final String CITATION = "citation:";
    private static final String DOCUMENT = """
            query Sources($filter: CitationFilter!) {
              citations(filter: $filter) {
                groups(by: [SOURCE]) { key { source { id title publisher published url } } aggregate { count } }
              }
            }
            """;

    private final OperationRunner runner;
    private final Clients clients;
    private final int portion;

    /** Each id is in the filter twice, and the values of a request have a limit. */
    CitedSources(OperationRunner runner, Clients clients, LimitSettings limits) {
        this.runner = runner;
        this.clients = clients;
        this.portion = Math.max(1, limits.values() / 2);
    }

    /**
     * A source, as far as it has to be told where it is cited.
     *
     * @param citations how many of its statements are about the records
     */
    record Source(
            String id,
            String title,
            @Nullable String publisher,
            @Nullable String published,
            @Nullable String url,
            long citations) {

        private Source with(Source other) {
            return new Source(id, title, publisher, published, url, citations + other.citations);
        }
    }

    /** The sources of all citations that are about these records, or are among them, in the latest of the releases; by id. */
    Mono<List<Source>> of(ServerRequest request, List<String> records, Releases known) {
        ServerHttpRequest sent = request.exchange().getRequest();
        Client client = clients.of(sent.getHeaders(), sent.getRemoteAddress());
        List<List<String>> portions = new ArrayList<>();
        for (int start = 0; start < records.size(); start += portion) {
            portions.add(records.subList(start, Math.min(start + portion, records.size())));
        }
        return Flux.fromIterable(portions)
                .concatMap(
                        ids -> runner.run(OperationRequest.of(sent.getId(), client, DOCUMENT, variables(ids), known)))
                .concatMapIterable(CitedSources::groups)
                .map(CitedSources::source)
                .collect(TreeMap<String, Source>::new, (all, found) -> all.merge(found.id(), found, Source::with))
                .map(all -> List.copyOf(all.values()));
    }

    private static Map<String, @Nullable Object> variables(List<String> ids) {
        List<String> citations =
                ids.stream().filter(id -> id.startsWith(CITATION)).toList();
        Map<String, Object> filter =
                Map.of("or", List.of(Map.of("subjectId", Map.of("in", ids)), Map.of("id", Map.of("in", citations))));
        return Map.of("filter", filter);
    }

    private static List<?> groups(OperationResult result) {
        EngineRefused.check(result);
        Map<String, @Nullable Object> data = Objects.requireNonNull(result.data());
        return (List<?>) within(data.get("citations"), "groups");
    }

    private static Source source(Object group) {
        Object source = within(within(group, "key"), "source");
        Object count = within(within(group, "aggregate"), "count");
        return new Source(
                (String) within(source, "id"),
                (String) within(source, "title"),
                (String) ((Map<?, ?>) source).get("publisher"),
                (String) ((Map<?, ?>) source).get("published"),
                (String) ((Map<?, ?>) source).get("url"),
                ((Number) count).longValue());
    }

    private static Object within(@Nullable Object object, String field) {
        return Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(object)).get(field));
    }
}
