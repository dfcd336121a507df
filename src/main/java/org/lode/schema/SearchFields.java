package org.lode.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.FieldCall;
import org.lode.graphql.Resolver;
import org.lode.graphql.Resolvers;
import org.lode.model.DataPackage;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.query.Page;
import org.lode.query.PageRequest;
import org.lode.query.ReadAt;
import org.lode.query.SearchListing;
import org.lode.query.SearchStore;
import org.lode.query.TextMatch;
import org.lode.schema.RowAt.Wanted;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The fields that tell which records a text finds. */
@Component
final class SearchFields implements Resolvers.Source {
    private static final int SUGGESTED = 10;
    private static final String LIST = "SearchConnection";

    private final DataPackage data;
    private final List<RecordKind> searched;
    private final SearchStore store;
    private final RowReader rows;

    SearchFields(DataPackage data, SearchStore store, RowReader rows) {
        this.data = data;
        this.searched = data.records().stream()
                .filter(kind -> !data.searched(kind).isEmpty())
                .toList();
        this.store = store;
        this.rows = rows;
    }

    @Override
    public void register(Resolvers resolvers) {
        resolvers.addValue("Query", "search", (source, call) -> search(call));
        resolvers.add("Query", "suggest", Resolver.each((source, call) -> suggest(call)));
        resolvers.add(LIST, "nodes", page(Page::nodes));
        resolvers.add(LIST, "edges", page(Page::edges));
        resolvers.add(LIST, "pageInfo", page(Page::info));
        resolvers.add(LIST, "totalCount", Resolver.each((source, call) -> ((SearchConnection) source).count()));
        resolvers.addValue(
                LIST,
                "release",
                (source, call) -> call.releases()
                        .require(((SearchConnection) source).listing().at().sequence()));
        resolvers.addComponents("SearchEdge", Page.Edge.class);
        resolvers.addComponents("SearchHighlight", SearchListing.Highlight.class);
        resolvers.addValue("SearchHit", "type", (source, call) -> Names.constant(((SearchListing.Hit) source).type()));
        resolvers.add("SearchHit", "record", records(source -> {
            SearchListing.Hit hit = (SearchListing.Hit) source;
            return wanted(hit.type(), hit.recordId(), hit.at());
        }));
        resolvers.addComponents("SearchHit", SearchListing.Hit.class);
        resolvers.addValue(
                "Suggestion", "type", (source, call) -> Names.constant(((SearchListing.Suggestion) source).type()));
        resolvers.add("Suggestion", "record", records(source -> {
            SearchListing.Suggestion suggestion = (SearchListing.Suggestion) source;
            return wanted(suggestion.type(), suggestion.recordId(), suggestion.at());
        }));
        resolvers.addComponents("Suggestion", SearchListing.Suggestion.class);
    }

    private SearchConnection search(FieldCall call) {
        PageRequest page = PageRequest.of(
                call.argument("first"), call.argument("after"), call.argument("last"), call.argument("before"));
        String text = call.required("text");
        List<String> types = AskedTypes.of(call, searched);
        SearchListing any =
                new SearchListing(TextMatch.checked(text, "text"), types == null ? all() : types, ReadAt.UNKNOWN);
        ReadAt at = ListRelease.of(call, page, any::fingerprint);
        return new SearchConnection(store, new SearchListing(text, any.types(), at), page, call);
    }

    private Mono<List<SearchListing.Suggestion>> suggest(FieldCall call) {
        Integer first = call.argument("first");
        PageRequest page = PageRequest.of(first == null ? SUGGESTED : first, null, null, null);
        List<String> types = AskedTypes.of(call, searched);
        ReadAt at = ListRelease.of(call, page, () -> "");
        String text = TextMatch.checked(call.required("text"), "text");
        return store.suggestions(new SearchListing(text, types == null ? all() : types, at), page.size());
    }

    private static Resolver.Batch page(Function<Page<?>, Object> part) {
        return Resolver.each(
                (source, call) -> ((SearchConnection) source).page().map(part));
    }

    /** The records that hits stand for. */
    private Resolver.Batch records(Function<Object, Wanted> wanted) {
        return (sources, call) -> {
            List<@Nullable Wanted> all = new ArrayList<>(sources.size());
            sources.forEach(source -> all.add(wanted.apply(source)));
            return rows.read(all, call);
        };
    }

    private Wanted wanted(String type, String id, ReadAt at) {
        return new Wanted(data.type(type).orElseThrow(), id, at);
    }

    private List<String> all() {
        return searched.stream().map(RecordKind::type).toList();
    }
}
