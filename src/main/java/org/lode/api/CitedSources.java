package org.lode.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lode.operation.LimitSettings;
import org.lode.release.Releases;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Has GraphQL say which sources stand behind records. */
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

    private final WebGraphQlHandler engine;
    private final int portion;

    /** An id may stand in a filter twice, and no request may hold more values than there is a limit for. */
    CitedSources(WebGraphQlHandler engine, LimitSettings limits) {
        this.engine = engine;
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
        List<List<String>> portions = new ArrayList<>();
        for (int start = 0; start < records.size(); start += portion) {
            portions.add(records.subList(start, Math.min(start + portion, records.size())));
        }
        return Flux.fromIterable(portions)
                .concatMap(ids -> engine.handleRequest(asked(ids).operation(request, Mono.just(known))))
                .concatMapIterable(CitedSources::groups)
                .map(CitedSources::source)
                .collect(TreeMap<String, Source>::new, (all, found) -> all.merge(found.id(), found, Source::with))
                .map(all -> List.copyOf(all.values()));
    }

    private static Asked asked(List<String> ids) {
        List<String> citations =
                ids.stream().filter(id -> id.startsWith(CITATION)).toList();
        Map<String, Object> filter =
                Map.of("or", List.of(Map.of("subjectId", Map.of("in", ids)), Map.of("id", Map.of("in", citations))));
        return new Asked(DOCUMENT, null, null, Map.of("filter", filter), Map.of());
    }

    private static List<?> groups(WebGraphQlResponse response) {
        EngineRefused.check(response);
        Map<String, Object> data = Objects.requireNonNull(response.getData());
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
