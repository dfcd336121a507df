package org.lode.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.SelectedField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.lode.failure.BadInput;
import org.lode.kind.DataPackage;
import org.lode.kind.Names;
import org.lode.kind.RecordKind;
import org.lode.query.PageInfo;
import org.lode.query.PageRequest;
import org.lode.query.Row;
import org.lode.record.ListRelease;
import org.lode.record.Loads;
import org.lode.record.Nodes;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Answers which records a text finds. */
@Controller
final class SearchController {
    private static final int LONGEST = 200;
    private static final String EXPECTED = "1 to " + LONGEST + " characters of Unicode, not all blank, without U+0000";

    /** Kinds that are searched: name in GraphQL to name in canonical JSON. */
    private final Map<String, String> types = new LinkedHashMap<>();

    private final SearchStore store;
    private final Nodes nodes;

    SearchController(DataPackage data, SearchStore store, Nodes nodes) {
        for (RecordKind kind : data.records()) {
            if (!data.searched(kind).isEmpty()) {
                types.put(Names.constant(kind.type()), kind.type());
            }
        }
        this.store = store;
        this.nodes = nodes;
    }

    @QueryMapping
    SearchConnection search(@Argument String text, DataFetchingEnvironment env) {
        PageRequest page = PageRequest.of(
                env.getArgument("first"), env.getArgument("after"), env.getArgument("last"), env.getArgument("before"));
        SearchListing any = new SearchListing(checked(text), types(env), 0);
        int sequence = ListRelease.of(env, page, any::fingerprint);
        return new SearchConnection(
                Loads.field(env),
                new SearchListing(text, any.types(), sequence),
                page,
                env.getSelectionSet().containsAnyOf("nodes/highlights", "edges/node/highlights"));
    }

    @SchemaMapping(typeName = "SearchConnection")
    CompletableFuture<List<SearchHit>> nodes(SearchConnection connection, DataFetchingEnvironment env) {
        return load(connection, env).thenApply(SearchPage::nodes);
    }

    @SchemaMapping(typeName = "SearchConnection")
    CompletableFuture<List<SearchPage.Edge>> edges(SearchConnection connection, DataFetchingEnvironment env) {
        return load(connection, env).thenApply(SearchPage::edges);
    }

    @SchemaMapping(typeName = "SearchConnection")
    CompletableFuture<PageInfo> pageInfo(SearchConnection connection, DataFetchingEnvironment env) {
        return load(connection, env).thenApply(SearchPage::info);
    }

    @SchemaMapping(typeName = "SearchConnection")
    CompletableFuture<Long> totalCount(SearchConnection connection, DataFetchingEnvironment env) {
        return Loads.of(
                env,
                connection.name() + "#count",
                "",
                parents -> store.count(connection.listing()).map(List::of));
    }

    @SchemaMapping(typeName = "SearchHit")
    CompletableFuture<Row> record(SearchHit hit, DataFetchingEnvironment env) {
        List<SelectedField> asked = env.getSelectionSet().getImmediateFields();
        return Loads.of(
                env,
                Loads.field(env) + "#records",
                hit.id(),
                ids -> nodes.read(ids, asked, hit.sequence())
                        .map(found -> ids.stream()
                                .map(id -> Objects.requireNonNull(found.get(id)))
                                .toList()));
    }

    private CompletableFuture<SearchPage> load(SearchConnection connection, DataFetchingEnvironment env) {
        return Loads.of(
                env,
                connection.name() + "#hits",
                "",
                parents -> store.page(connection.listing(), connection.request(), connection.highlights())
                        .map(List::of));
    }

    private static String checked(String text) {
        boolean unicode = text.indexOf(0) < 0 && UTF_8.newEncoder().canEncode(text);
        if (!unicode || text.isBlank() || text.codePointCount(0, text.length()) > LONGEST) {
            String shown = new String(text.getBytes(UTF_8), UTF_8).replace('\0', '\uFFFD');
            throw new BadInput("text", shown.length() > LONGEST ? shown.substring(0, LONGEST) + "…" : shown, EXPECTED);
        }
        return text;
    }

    /** The types asked for in canonical JSON's words; left out means all that are searched. */
    private List<String> types(DataFetchingEnvironment env) {
        List<String> asked = env.getArgument("types");
        if (!env.containsArgument("types")) {
            return List.copyOf(types.values());
        }
        if (asked == null || asked.isEmpty() || !types.keySet().containsAll(asked)) {
            throw new BadInput(
                    "types",
                    asked,
                    "some of " + String.join(", ", types.keySet()) + "; leave the argument out for all");
        }
        return types.entrySet().stream()
                .filter(type -> asked.contains(type.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
