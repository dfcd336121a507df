package org.lode.search;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Row3;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.query.Cursor;
import org.lode.query.PageRequest;

/** The statements that search. What a reader wrote is only ever a bound value that is folded into words. */
final class SearchSql {
    /**
     * The words of the question. One that no document of the release has is taken for misspelt, and stands for the words there
     * that look like it: query finds, wanted weighs, exact has the words as written, best the likest ones for those that are
     * misspelt, and words is what is marked.
     */
    private static final String ASKED = """
            with term as (
              select t.n, t.prefix, t.without, t.phrase, trim(search_fold(t.text)) as folded, q.exact,
                     case when t.prefix then (q.exact::text || ':*')::tsquery else q.exact end as query
              from unnest({0}, {1}, {2}, {3}) with ordinality t(text, prefix, without, phrase, n)
              cross join lateral phraseto_tsquery('pg_catalog.simple', search_fold(t.text)) q(exact)
              where numnode(q.exact) > 0
            ), spelt as (
              select t.n, t.without, t.folded, t.exact, coalesce(near.query, t.query) as query, coalesce(near.best, t.exact) as best,
                     coalesce(near.likest, t.folded) as likest
              from term t left join lateral (
                select (array_agg(w.word order by w.likeness desc, w.word))[1] as likest,
                       string_agg('''' || w.word || '''', ' | ')::tsquery as query,
                       ('''' || (array_agg(w.word order by w.likeness desc, w.word))[1] || '''')::tsquery as best
                from (
                  select w.word, search_similarity(t.folded, w.word) as likeness from search_words w
                  where search_resembles(t.folded, w.word) and search_similarity(t.folded, w.word) >= 0.45
                    and w.from_seq <= {4} and w.to_seq > {4}
                  order by likeness desc, w.word limit 8) w
              ) near on not t.phrase and not t.without and length(t.folded) > 4 and t.folded !~ '[0-9 ]'
                and not exists (
                  select from search_words w
                  where w.word between t.folded and t.folded || case when t.prefix then chr(1114111) else '' end
                    and w.from_seq <= {4} and w.to_seq > {4})
            ), asked as materialized (
              select string_agg(case when without then '!' else '' end || '(' || query::text || ')', ' & ')::tsquery as query,
                     (string_agg('(' || query::text || ')', ' & ') filter (where not without))::tsquery as wanted,
                     (string_agg('(' || best::text || ')', ' & ') filter (where not without))::tsquery as best,
                     (string_agg('(' || exact::text || ')', ' & ') filter (where not without))::tsquery as exact,
                     (string_agg(regexp_replace(query::text, '<(->|[0-9]+)>|&', '|', 'g'), ' | ')
                       filter (where not without))::tsquery as words,
                     string_agg(folded, ' ' order by n) filter (where not without) as name,
                     string_agg(likest, ' ' order by n) filter (where not without) as likest
              from spelt having bool_or(not without)
            )
            """;

    private static final String FOUND = """
            from asked a join search_documents d on d.lexemes @@ a.query
            where d.from_seq <= {4} and d.to_seq > {4} and d.type = any({5})
            """;

    /** A whole for the name, halves for the words as written and for those most like them, and what is left for weight. */
    private static final String HITS = """
            , hit as (
              select d.type, d.id, d.title, d.fields, round(
                (least(ts_rank('{0.05, 0.2, 0.4, 1}', d.lexemes, a.wanted, 1)
                    + (a.likest <> a.name and a.likest = any(d.names))::integer, 0.999)::numeric
                  + (d.lexemes @@ a.best)::integer + (d.lexemes @@ a.exact)::integer) / 2
                + (a.name = any(d.names))::integer, 6) as score
            """ + FOUND + ")";

    private static final String HIGHLIGHTS = """
            (select coalesce(jsonb_agg(jsonb_build_array(f.field ->> 0, search_marked(f.field ->> 1, a.words)) order by f.n), '[]')
             from jsonb_array_elements(page.fields) with ordinality f(field, n)
             where to_tsvector('pg_catalog.simple', search_fold(f.field ->> 1)) @@ a.words)::text
            """;

    /** The place of a hit: the best first, then by type and id. */
    private static final Row3<BigDecimal, String, String> PLACE = DSL.row(
            DSL.field("-score", SQLDataType.NUMERIC),
            DSL.field("type", SQLDataType.CLOB),
            DSL.field("id", SQLDataType.CLOB));

    private SearchSql() {}

    /** Type, id, title, score and highlights of the hits of a page and one more, in the direction of the request. */
    static Query page(SearchListing listing, PageRequest request, boolean highlights) {
        String direction = request.backward() ? "desc" : "asc";
        String order = "order by -score %1$s, type %1$s, id %1$s".formatted(direction);
        return query(
                listing,
                ASKED + HITS + " select type, id, page.title, score, " + (highlights ? HIGHLIGHTS : "'[]'")
                        + " from (select * from hit where {6} " + order + " limit {7}) page cross join asked a "
                        + order,
                between(listing, request),
                DSL.val(request.size() + 1));
    }

    /** How many hits there are. */
    static Query count(SearchListing listing) {
        return query(listing, ASKED + " select count(*) " + FOUND, DSL.noCondition(), DSL.val(0));
    }

    private static Query query(SearchListing listing, String sql, Condition between, Field<Integer> limit) {
        List<Term> terms = Term.of(listing.text());
        return DSL.resultQuery(
                sql,
                array(terms, Term::text, SQLDataType.CLOB, new String[0]),
                array(terms, Term::prefix, SQLDataType.BOOLEAN, new Boolean[0]),
                array(terms, Term::without, SQLDataType.BOOLEAN, new Boolean[0]),
                array(terms, Term::phrase, SQLDataType.BOOLEAN, new Boolean[0]),
                DSL.val(listing.sequence()),
                DSL.val(listing.types().toArray(String[]::new), SQLDataType.CLOB.array()),
                between,
                limit);
    }

    private static <T> Field<T[]> array(List<Term> terms, Function<Term, T> value, DataType<T> type, T[] empty) {
        return DSL.val(terms.stream().map(value).toList().toArray(empty), type.array());
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
        return DSL.row(
                DSL.val(new BigDecimal(position.get(0)).negate()), DSL.val(position.get(1)), DSL.val(position.get(2)));
    }
}
