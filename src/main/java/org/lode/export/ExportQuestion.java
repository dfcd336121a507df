package org.lode.export;

import graphql.schema.GraphQLType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lode.kind.DataPackage;
import org.lode.kind.PartKind;
import org.lode.kind.RecordKind;
import org.lode.operation.EngineRequests;
import org.lode.operation.Operation;
import org.lode.operation.Operations;
import org.lode.origin.Refused;
import org.lode.query.Listing;
import org.lode.record.Listings;
import org.lode.record.PinnedFilter;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * Has GraphQL say which rows an export is of.
 *
 * <p>So a filter means in a file what it means in an answer, is refused in the same words, has the same limits and takes from
 * the same points.
 */
@Component
final class ExportQuestion {
    private final WebGraphQlHandler engine;
    private final Operations operations;
    private final GraphQlSource source;
    private final DataPackage data;

    ExportQuestion(WebGraphQlHandler engine, Operations operations, GraphQlSource source, DataPackage data) {
        this.data = data;
        this.engine = engine;
        this.operations = operations;
        this.source = source;
    }

    /** Asks; fails with the first error, in the words of GraphQL. */
    Mono<Listing> ask(ServerRequest request, ExportRequest asked) {
        String document = document(asked);
        return engine.handleRequest(EngineRequests.of(request, document, null, asked.variables(), Map.of()))
                .map(response -> answer(response, document, asked));
    }

    /** With what was given alone: a variable without a value would be refused. */
    private static String document(ExportRequest asked) {
        RecordKind kind = asked.table().asked();
        PartKind part = asked.table().part();
        Map<String, String> types = new LinkedHashMap<>();
        types.put("at", "ReleaseRef");
        types.put("filter", kind.type() + "Filter");
        types.put("rows", part == null ? "" : part.type() + "Filter");
        types.put("orderBy", "[%sOrder!]".formatted(part == null ? kind.type() : part.type()));
        types.keySet().retainAll(asked.variables().keySet());
        String rows = part == null
                ? "%s%s { exportUrl }".formatted(kind.plural(), given(types, "at", "filter", "orderBy"))
                : "%s%s { nodes { %s%s { exportUrl } } }"
                        .formatted(
                                kind.plural(),
                                list(Stream.concat(Stream.of("first: 1"), names(types, "at", "filter"))),
                                part.part(),
                                given(types, "rows", "orderBy").replace("rows:", "filter:"));
        return "query Export%s { release%s { sequence } rows: %s }"
                .formatted(
                        list(types.keySet().stream().map(name -> "$" + name + ": " + types.get(name))),
                        given(types, "at"),
                        rows);
    }

    private static String given(Map<String, String> types, String... names) {
        return list(names(types, names));
    }

    private static Stream<String> names(Map<String, String> types, String... names) {
        return Stream.of(names).filter(types::containsKey).map(name -> name + ": $" + name);
    }

    private static String list(Stream<String> arguments) {
        String all = arguments.collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : "(" + all + ")";
    }

    private Listing answer(WebGraphQlResponse response, String document, ExportRequest asked) {
        response.getErrors().stream().findFirst().ifPresent(error -> {
            throw new Refused(String.valueOf(error.getMessage()), error.getExtensions(), response.getResponseHeaders());
        });
        Map<String, Object> data = Objects.requireNonNull(response.getData());
        Map<?, ?> release = (Map<?, ?>) Objects.requireNonNull(data.get("release"));
        return listing(document, asked, ((Number) Objects.requireNonNull(release.get("sequence"))).intValue());
    }

    /** A filter with permanent ids; GraphQL has refused those of other releases. */
    @SuppressWarnings("unchecked")
    private Map<String, ?> bare(String name, String type, Map<String, Object> variables) {
        GraphQLType input = Objects.requireNonNull(source.schema().getType(type + "Filter"));
        return PinnedFilter.of(name, input, (Map<String, ?>) variables.getOrDefault(name, Map.of()))
                .bare();
    }

    @SuppressWarnings("unchecked")
    private Listing listing(String document, ExportRequest asked, int sequence) {
        Operation operation = operations.find(document, null, asked.variables()).orElseThrow();
        Map<String, Object> variables = operations.coerced(operation);
        ExportTable table = asked.table();
        Map<String, ?> filter = bare("filter", table.asked().type(), variables);
        PartKind part = table.part();
        Map<String, ?> rows = part == null ? Map.of() : bare("rows", part.type(), variables);
        List<Map<String, Object>> orderBy = (List<Map<String, Object>>) variables.getOrDefault("orderBy", List.of());
        return new Listing(
                table.view().table(),
                null,
                sequence,
                table.filter(filter, rows),
                orderBy.isEmpty()
                        ? table.usual()
                        : Listings.order(data, table.view().table(), orderBy));
    }
}
