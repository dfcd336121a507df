package org.lode.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Resolver;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.graphql.Resolvers;
import org.lode.model.DataPackage;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.query.Page;
import org.lode.query.Page.PageRequest;
import org.lode.query.ReadAt;
import org.lode.query.SearchListing;
import org.lode.query.SearchStore;
import org.lode.query.TextMatch;
import org.lode.schema.RowReader.RowAt.Wanted;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The fields {@code search} and {@code suggest}. */
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
        resolvers.add(LIST, "totalCount", Resolver.each((source, call) -> ((Found) source).count()));
        resolvers.addValue(
                LIST,
                "release",
                (source, call) -> call.releases().require(((Found) source).at().sequence()));
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

    /** The connection of a search. Nothing is read before its fields are asked for, and nothing twice. */
    private record Found(ReadAt at, Mono<Page<SearchListing.Hit>> page, Mono<Long> count) {}

    private Found search(FieldCall call) {
        PageRequest page = call.page();
        String text = call.required("text");
        List<String> types = types(call);
        SearchListing any = new SearchListing(TextMatch.checked(text, "text"), types, ReadAt.UNKNOWN);
        ReadAt at = Connections.release(call, page, any::fingerprint);
        SearchListing listing = new SearchListing(text, types, at);
        // Cursors of another list fail also where only the count is asked for.
        listing.check(page);
        boolean highlights = call.selects("nodes", "highlights") || call.selects("edges", "node", "highlights");
        return new Found(
                at,
                call.once(Mono.defer(() -> store.page(listing, page, highlights))),
                Mono.defer(() -> store.count(listing)));
    }

    private Mono<List<SearchListing.Suggestion>> suggest(FieldCall call) {
        Integer first = call.argument("first");
        PageRequest page = PageRequest.of(first == null ? SUGGESTED : first, null, null, null);
        List<String> types = types(call);
        ReadAt at = ReadAt.of(call.releases(), call.argument("at"));
        String text = TextMatch.checked(call.required("text"), "text");
        return store.suggestions(new SearchListing(text, types, at), page.size());
    }

    private List<String> types(FieldCall call) {
        List<String> types = Connections.types(call.argument("types"), searched);
        return types == null ? searched.stream().map(RecordKind::type).toList() : types;
    }

    private static Resolver.Batch page(Function<Page<SearchListing.Hit>, Object> part) {
        return Resolver.each((source, call) -> ((Found) source).page().map(part));
    }

    /** Reads the records of hits. */
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
}
