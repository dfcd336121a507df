package org.lode.query;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Highlighter;
import org.lode.model.RecordKind;
import org.lode.model.Term;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds documents by their words: each method is one statement. */
@Component
public final class SearchStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final DataPackage data;
    private final ReadStore store;

    SearchStore(DataPackage data, ReadStore store) {
        this.data = data;
        this.store = store;
    }

    public Mono<SearchPage> page(SearchListing listing, PageRequest request, boolean highlights) {
        List<Term> terms = Term.of(listing.text());
        return store.read(SearchSql.page(listing, request, highlights), row -> hit(row, terms, listing.at()))
                .collectList()
                .map(found -> page(listing, request, found));
    }

    public Mono<Long> count(SearchListing listing) {
        return store.read(SearchSql.count(listing), row -> Objects.requireNonNull(row.get(0, Long.class)))
                .single();
    }

    public Mono<List<Suggestion>> suggestions(SearchListing listing, int size) {
        List<Term> terms = Term.beginning(listing.text());
        return store.read(SearchSql.suggestions(listing, size), row -> suggestion(row, terms, listing.at()))
                .collectList();
    }

    /** The name that has most of the words, the weightiest of several. */
    private Suggestion suggestion(Readable row, List<Term> terms, ReadAt at) {
        RecordKind kind = data.type(text(row, 0)).orElseThrow();
        Highlighter marks = new Highlighter(terms, near(text(row, 4)));
        String match = text(row, 2);
        int most = 0;
        for (JsonNode field : JSON.readTree(text(row, 3))) {
            String value = field.path(1).asString();
            int found = data.isName(kind, field.path(0).asString()) ? marks.count(value) : 0;
            if (found > most) {
                match = value;
                most = found;
            }
        }
        return new Suggestion(kind.type(), text(row, 1), at, text(row, 2), match);
    }

    private static Set<String> near(String words) {
        return words.isEmpty() ? Set.of() : Set.of(words.split(" "));
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
        List<@Nullable String> place = List.of(hit.score().toPlainString(), hit.type(), hit.recordId());
        return new Cursor(listing.at().sequence(), place).encode(listing.fingerprint());
    }

    private static SearchHit hit(Readable row, List<Term> terms, ReadAt at) {
        return new SearchHit(
                text(row, 0),
                text(row, 1),
                at,
                text(row, 2),
                Objects.requireNonNull(row.get(3, BigDecimal.class)),
                highlights(text(row, 4), new Highlighter(terms, near(text(row, 5)))));
    }

    private static List<Highlight> highlights(String json, Highlighter marks) {
        List<Highlight> highlights = new ArrayList<>();
        for (JsonNode field : JSON.readTree(json)) {
            String marked = marks.in(field.path(1).asString());
            if (marked != null) {
                highlights.add(Highlight.of(field.path(0).asString(), marked));
            }
        }
        return highlights;
    }

    private static String text(Readable row, int at) {
        return Objects.requireNonNull(row.get(at, String.class));
    }
}
