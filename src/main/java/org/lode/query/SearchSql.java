package org.lode.query;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Row3;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.Term;

/** The statements that search. What a reader wrote is only ever a bound value. */
public final class SearchSql {
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

    private SearchSql() {}

    /** Type, id, title, score, texts and the words for misspelt ones of the hits of a page and one more. */
    public static Query page(SearchListing listing, PageRequest request, boolean highlights) {
        String direction = request.backward() ? "desc" : "asc";
        String order = "order by -score %1$s, type %1$s, id %1$s".formatted(direction);
        return query(
                listing,
                "{0}" + HITS + " select type, id, title, score, " + (highlights ? "fields::text" : "'[]'")
                        + ", near from (select * from hit where {3} " + order + " limit {4}) page " + order,
                between(listing, request),
                DSL.val(request.size() + 1));
    }

    /** How many hits there are. */
    public static Query count(SearchListing listing) {
        return query(listing, "{0} select count(*) " + FOUND, DSL.noCondition(), DSL.val(0));
    }

    /** The same columns of records whose names begin with the words of a text, the likest first. */
    public static Query suggestions(SearchListing listing, int size) {
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
        return DSL.row(
                DSL.val(new BigDecimal(position.get(0)).negate()), DSL.val(position.get(1)), DSL.val(position.get(2)));
    }
}
