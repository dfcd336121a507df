package org.lode.schema;

import java.util.List;
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
        resolvers
                .fields("Query")
                .value("search", (source, call) -> search(call))
                .single("suggest", (source, call) -> suggest(call));
        resolvers
                .<Found>fields("SearchConnection")
                .single("nodes", (found, call) -> found.page().map(Page::nodes))
                .single("edges", (found, call) -> found.page().map(Page::edges))
                .single("pageInfo", (found, call) -> found.page().map(Page::info))
                .single("totalCount", (found, call) -> found.count())
                .value("release", (found, call) -> call.release(found.at().sequence()));
        resolvers.fields("SearchEdge", Page.Edge.class);
        resolvers.fields("SearchHighlight", SearchListing.Highlight.class);
        resolvers
                .fields("SearchHit", SearchListing.Hit.class)
                .value("type", (hit, call) -> Names.constant(hit.type()))
                .batch("record", rows.led(hit -> wanted(hit.type(), hit.recordId(), hit.at())));
        resolvers
                .fields("Suggestion", SearchListing.Suggestion.class)
                .value("type", (found, call) -> Names.constant(found.type()))
                .batch("record", rows.led(found -> wanted(found.type(), found.recordId(), found.at())));
    }

    /** The connection of a search. Nothing is read before its fields are asked for, and nothing twice. */
    private record Found(ReadAt at, Mono<Page<SearchListing.Hit>> page, Mono<Long> count) {}

    private Found search(FieldCall call) {
        PageRequest page = call.page();
        String text = call.required("text");
        List<String> types = types(call);
        SearchListing any = new SearchListing(TextMatch.checked(text, "text"), types, ReadAt.UNKNOWN);
        ReadAt at = Connections.release(call, any::fingerprint);
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
        PageRequest page = PageRequest.of(first == null ? 10 : first, null, null, null);
        List<String> types = types(call);
        ReadAt at = ReadAt.of(call.releases(), call.argument("at"));
        String text = TextMatch.checked(call.required("text"), "text");
        return store.suggestions(new SearchListing(text, types, at), page.size());
    }

    private List<String> types(FieldCall call) {
        List<String> types = Connections.types(call.argument("types"), searched);
        return types == null ? searched.stream().map(RecordKind::type).toList() : types;
    }

    private Wanted wanted(String type, String id, ReadAt at) {
        return new Wanted(data.type(type).orElseThrow(), id, at);
    }
}
