package org.lode.search;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.query.Cursor;
import org.lode.query.PageRequest;
import org.lode.query.ReadStore;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Finds documents by their words: each method is one statement. */
@Component
final class SearchStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ReadStore store;

    SearchStore(ReadStore store) {
        this.store = store;
    }

    Mono<SearchPage> page(SearchListing listing, PageRequest request, boolean highlights) {
        return store.read(SearchSql.page(listing, request, highlights), row -> hit(row, listing.sequence()))
                .collectList()
                .map(found -> page(listing, request, found));
    }

    Mono<Long> count(SearchListing listing) {
        return store.read(SearchSql.count(listing), row -> Objects.requireNonNull(row.get(0, Long.class)))
                .single();
    }

    private static SearchPage page(SearchListing listing, PageRequest request, List<SearchHit> found) {
        boolean more = found.size() > request.size();
        List<SearchHit> kept = new ArrayList<>(more ? found.subList(0, request.size()) : found);
        if (request.backward()) {
            Collections.reverse(kept);
        }
        List<SearchPage.Edge> edges = kept.stream()
                .map(hit -> new SearchPage.Edge(hit, cursor(hit, listing)))
                .toList();
        return new SearchPage(
                edges,
                request.backward() ? more || request.after() != null : request.after() != null,
                request.backward() ? request.before() != null : more || request.before() != null);
    }

    private static String cursor(SearchHit hit, SearchListing listing) {
        List<@Nullable String> place = List.of(hit.score().toPlainString(), hit.type(), hit.id());
        return new Cursor(listing.sequence(), place).encode(listing.fingerprint());
    }

    private static SearchHit hit(Readable row, int sequence) {
        return new SearchHit(
                text(row, 0),
                text(row, 1),
                sequence,
                text(row, 2),
                Objects.requireNonNull(row.get(3, BigDecimal.class)),
                highlights(text(row, 4)));
    }

    private static List<Highlight> highlights(String json) {
        List<Highlight> highlights = new ArrayList<>();
        JSON.readTree(json)
                .forEach(field -> highlights.add(
                        Highlight.of(field.path(0).asString(), field.path(1).asString())));
        return highlights;
    }

    private static String text(Readable row, int at) {
        return Objects.requireNonNull(row.get(at, String.class));
    }
}
