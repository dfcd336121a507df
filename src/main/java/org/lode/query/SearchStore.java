package org.lode.query;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Row3;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.DataPackage;
import org.lode.model.Highlighter;
import org.lode.model.RecordKind;
import org.lode.model.Term;
import org.lode.query.Page.PageRequest;
import org.lode.query.SearchListing.Highlight;
import org.lode.query.SearchListing.Hit;
import org.lode.query.SearchListing.Suggestion;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds documents by their words: each method that reads is one statement. The reader's text is only ever a bound value. */
@Component
public final class SearchStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String FOUND = """
            from asked a join search_documents d on d.lexemes @@ a.query
            where d.from_seq <= {1} and d.to_seq > {1} and d.type = any({2})
            """;

    /**
     * A whole for the name, halves for the words as written and for those most like them, and what is left for weight. A short
     * title stands before a long one that is as good, so that names in other scripts do not put a record back. Where words are only
     * ruled out, no record is better than another.
     */
    private static final String HITS = """
            , hit as (
              select d.type, d.id, d.title, d.fields, a.near, round(
                (least(coalesce(ts_rank('{0.05, 0.2, 0.4, 1}', d.lexemes, a.wanted, 1), 0)
                    + case when a.wanted is null then 0 else (100 - least(length(d.title), 100)) * 0.0012 end
                    + (a.likest <> a.name and coalesce(a.likest = any(d.names), false))::integer, 0.999)::numeric
                  + coalesce((d.lexemes @@ a.best)::integer, 0) + coalesce((d.lexemes @@ a.exact)::integer, 0)) / 2
                + coalesce((a.name = any(d.names))::integer, 0), 6) as score
            """ + FOUND + ")";

    /** The place of a hit: the best first, then by type and id. */
    private static final Row3<BigDecimal, String, String> PLACE = DSL.row(
            DSL.field("-score", SQLDataType.NUMERIC),
            DSL.field("type", SQLDataType.CLOB),
            DSL.field("id", SQLDataType.CLOB));

    private final DataPackage data;
    private final ReadStore store;

    SearchStore(DataPackage data, ReadStore store) {
        this.data = data;
        this.store = store;
    }

    public Mono<Page<Hit>> page(SearchListing listing, PageRequest request, boolean highlights) {
        List<Term> terms = Term.of(listing.text());
        return store.read(pageQuery(listing, request, highlights), row -> entry(row, terms, listing.at()))
                .collectList()
                .map(found -> Page.of(
                        request,
                        found,
                        null,
                        position -> new Cursor(listing.at().sequence(), position).encode(listing.fingerprint())));
    }

    public Mono<Long> count(SearchListing listing) {
        return store.read(countQuery(listing), row -> Objects.requireNonNull(row.get(0, Long.class)))
                .single();
    }

    public Mono<List<Suggestion>> suggestions(SearchListing listing, int size) {
        List<Term> terms = Term.beginning(listing.text());
        return store.read(suggestionsQuery(listing, size), row -> suggestion(row, terms, listing.at()))
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

    private static Page.Entry<Hit> entry(Readable row, List<Term> terms, ReadAt at) {
        String type = text(row, 0);
        String id = text(row, 1);
        BigDecimal score = Objects.requireNonNull(row.get(3, BigDecimal.class));
        Highlighter marks = new Highlighter(terms, near(text(row, 5)));
        List<Highlight> highlights = new ArrayList<>();
        for (JsonNode field : JSON.readTree(text(row, 4))) {
            String marked = marks.in(field.path(1).asString());
            if (marked != null) {
                highlights.add(Highlight.of(field.path(0).asString(), marked));
            }
        }
        Hit hit = new Hit(type, id, at, text(row, 2), score, highlights);
        return new Page.Entry<>(hit, List.of(score.toPlainString(), type, id));
    }

    private static String text(Readable row, int at) {
        return Objects.requireNonNull(row.get(at, String.class));
    }

    /** Type, id, title, score, texts and the words for misspelt ones of the hits of a page and one more. */
    public static Query pageQuery(SearchListing listing, PageRequest request, boolean highlights) {
        String direction = request.backward() ? "desc" : "asc";
        String order = "order by -score %1$s, type %1$s, id %1$s".formatted(direction);
        return query(
                listing,
                "{0}" + HITS + " select type, id, title, score, " + (highlights ? "fields::text" : "'[]'")
                        + ", near from (select * from hit where {3} " + order + " limit {4}) page " + order,
                between(listing, request),
                DSL.val(request.size() + 1));
    }

    public static Query countQuery(SearchListing listing) {
        return query(listing, "{0} select count(*) " + FOUND, DSL.noCondition(), DSL.val(0));
    }

    /** The same columns of records whose names begin with the words of a text, the likest first. */
    public static Query suggestionsQuery(SearchListing listing, int size) {
        return DSL.resultQuery(
                """
                {0} select d.type, d.id, d.title, d.fields::text, a.near
                from asked a join search_documents d on d.name_lexemes @@ a.query
                where d.from_seq <= {1} and d.to_seq > {1} and d.type = any({2})
                order by (a.likest = any(d.names)) is not true,
                         not exists (select from unnest(d.names) n where starts_with(n, a.likest)),
                         (d.name_lexemes @@ a.best) is not true,
                         length(d.title), d.title, d.type, d.id
                limit {3}
                """,
                TextMatch.asked(Term.beginning(listing.text()), listing.at().sequence()),
                DSL.inline(listing.at().sequence()),
                types(listing),
                DSL.val(size));
    }

    private static Query query(SearchListing listing, String sql, Condition between, Field<Integer> limit) {
        return DSL.resultQuery(
                sql,
                TextMatch.asked(Term.of(listing.text()), listing.at().sequence()),
                DSL.inline(listing.at().sequence()),
                types(listing),
                between,
                limit);
    }

    private static Field<String[]> types(SearchListing listing) {
        return DSL.val(listing.types().toArray(String[]::new), SQLDataType.CLOB.array());
    }

    private static Condition between(SearchListing listing, PageRequest request) {
        Condition between = DSL.trueCondition();
        if (request.after() != null) {
            between = between.and(PLACE.gt(place(listing.place(request.after()))));
        }
        return request.before() == null ? between : between.and(PLACE.lt(place(listing.place(request.before()))));
    }

    private static Row3<BigDecimal, String, String> place(Cursor cursor) {
        List<String> position =
                cursor.position().stream().map(Objects::requireNonNull).toList();
        BigDecimal score = new BigDecimal(position.get(0));
        return DSL.row(DSL.val(score.negate()), DSL.val(position.get(1)), DSL.val(position.get(2)));
    }
}
