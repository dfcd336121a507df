package org.lode.search;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.SelectedField;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.kind.Names;
import org.lode.kind.RecordKind;
import org.lode.query.PageInfo;
import org.lode.query.PageRequest;
import org.lode.query.Row;
import org.lode.query.TextMatch;
import org.lode.record.AskedTypes;
import org.lode.record.ListRelease;
import org.lode.record.Loads;
import org.lode.record.Nodes;
import org.lode.record.ReadAt;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Answers which records a text finds. */
@Controller
final class SearchController {
    private static final int SUGGESTED = 10;

    private final List<RecordKind> searched;
    private final SearchStore store;
    private final Nodes nodes;

    SearchController(DataPackage data, SearchStore store, Nodes nodes) {
        this.searched = data.records().stream()
                .filter(kind -> !data.searched(kind).isEmpty())
                .toList();
        this.store = store;
        this.nodes = nodes;
    }

    @QueryMapping
    SearchConnection search(@Argument String text, DataFetchingEnvironment env) {
        PageRequest page = PageRequest.of(
                env.getArgument("first"), env.getArgument("after"), env.getArgument("last"), env.getArgument("before"));
        List<String> types = AskedTypes.of(env, searched);
        SearchListing any =
                new SearchListing(TextMatch.checked(text, "text"), types == null ? all() : types, ReadAt.UNKNOWN);
        ReadAt at = ListRelease.of(env, page, any::fingerprint);
        return new SearchConnection(
                Loads.field(env),
                new SearchListing(text, any.types(), at),
                page,
                env.getSelectionSet().containsAnyOf("nodes/highlights", "edges/node/highlights"));
    }

    @QueryMapping
    CompletableFuture<@Nullable List<Suggestion>> suggest(
            @Argument String text, @Argument @Nullable Integer first, DataFetchingEnvironment env) {
        PageRequest page = PageRequest.of(first == null ? SUGGESTED : first, null, null, null);
        List<String> types = AskedTypes.of(env, searched);
        ReadAt at = ListRelease.of(env, page, () -> "");
        SearchListing listing = new SearchListing(TextMatch.checked(text, "text"), types == null ? all() : types, at);
        return Loads.future(env, store.suggestions(listing, page.size()));
    }

    @SchemaMapping(typeName = "Suggestion", field = "record")
    CompletableFuture<Row> recordOf(Suggestion suggestion, DataFetchingEnvironment env) {
        return record(suggestion.recordId(), suggestion.at(), env);
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

    @SchemaMapping(typeName = "SearchConnection")
    Release release(SearchConnection connection, DataFetchingEnvironment env) {
        return Releases.of(env.getGraphQlContext())
                .require(connection.listing().at().sequence());
    }

    @SchemaMapping(typeName = "SearchHit")
    CompletableFuture<Row> record(SearchHit hit, DataFetchingEnvironment env) {
        return record(hit.recordId(), hit.at(), env);
    }

    @SchemaMapping(typeName = "SearchHit", field = "type")
    String typeOf(SearchHit hit) {
        return Names.constant(hit.type());
    }

    @SchemaMapping(typeName = "Suggestion", field = "type")
    String typeOf(Suggestion suggestion) {
        return Names.constant(suggestion.type());
    }

    private CompletableFuture<Row> record(String id, ReadAt at, DataFetchingEnvironment env) {
        List<SelectedField> asked = env.getSelectionSet().getImmediateFields();
        return Loads.of(
                env,
                Loads.field(env) + "#records",
                id,
                ids -> nodes.read(ids, asked, at)
                        .map(found -> ids.stream()
                                .map(one -> Objects.requireNonNull(found.get(one)))
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

    private List<String> all() {
        return searched.stream().map(RecordKind::type).toList();
    }
}
