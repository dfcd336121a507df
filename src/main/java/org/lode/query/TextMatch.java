package org.lode.query;

import java.util.List;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.BadInput;
import org.lode.model.RecordKind;
import org.lode.model.Term;

/** Which records a text finds, inside any statement. The reader's text is only ever a bound value. */
public final class TextMatch {
    private static final int LONGEST = 200;
    private static final String EXPECTED = "at most " + LONGEST + " characters of Unicode, without U+0000";

    /**
     * The words of the question, as one row of a table {@code asked}. A word that no document of the release has is taken for
     * misspelt, and stands for the words there that look like it: query finds, wanted weighs, exact has the words as written,
     * best the likest ones for those that are misspelt, and near are all that stand for those: words with half of the trigrams, or
     * with a letter that is wrong, missing, too many or swapped with the next, or two of a long word.
     */
    private static final String ASKED = """
            with term as (
              select t.n, t.prefix, t.without, t.name, t.misspelt, t.exact::tsquery as exact, t.query::tsquery as query
              from unnest({0}, {1}, {2}, {3}, {4}, {5}) with ordinality t(name, misspelt, exact, query, prefix, without, n)
            ), spelt as (
              select t.n, t.without, t.name, t.exact, coalesce(near.query, t.query) as query, coalesce(near.best, t.exact) as best,
                     coalesce(near.likest, t.name) as likest, near.words
              from term t left join lateral (
                select (array_agg(l.word order by l.place))[1] as likest, string_agg(l.word, ' ') as words,
                       string_agg('''' || l.word || '''', ' | ')::tsquery as query,
                       ('''' || (array_agg(l.word order by l.place))[1] || '''')::tsquery as best
                from (
                  select c.word, row_number() over (order by c.distance, c.likeness desc, c.word) as place
                  from (
                    select f.word, search_similarity(t.misspelt, f.word) as likeness,
                           search_distance(t.misspelt, f.word) as distance
                    from (
                      select w.word from search_words w
                      where search_resembles(t.misspelt, w.word) and w.from_seq <= {6} and w.to_seq > {6}
                        and length(w.word) between length(t.misspelt) - 4 and length(t.misspelt) + 4
                      union
                      select w.word from search_words w
                      where w.from_seq <= {6} and w.to_seq > {6} and w.word = any(array(
                        select overlay(t.misspelt placing reverse(substring(t.misspelt, i, 2)) from i for 2)
                        from generate_series(1, length(t.misspelt) - 1) i))
                    ) f
                  ) c
                  where c.likeness >= 0.45 or c.distance <= case when length(t.misspelt) < 8 then 1 else 2 end
                  order by place limit 8
                ) l
              ) near on t.misspelt is not null
                and not exists (
                  select from search_words w
                  where w.word between t.misspelt and t.misspelt || case when t.prefix then chr(1114111) else '' end
                    and w.from_seq <= {6} and w.to_seq > {6})
            ), asked as materialized (
              select string_agg(case when without then '!' else '' end || '(' || query::text || ')', ' & ')::tsquery as query,
                     (string_agg('(' || query::text || ')', ' & ') filter (where not without))::tsquery as wanted,
                     (string_agg('(' || best::text || ')', ' & ') filter (where not without))::tsquery as best,
                     (string_agg('(' || exact::text || ')', ' & ') filter (where not without))::tsquery as exact,
                     string_agg(name, ' ' order by n) filter (where not without) as name,
                     string_agg(likest, ' ' order by n) filter (where not without) as likest,
                     coalesce(string_agg(words, ' '), '') as near
              from spelt
            )
            """;

    private TextMatch() {}

    /** The text, when it can be searched for. */
    public static String checked(String text, String argument) {
        if (!ReadStore.isText(text) || text.codePointCount(0, text.length()) > LONGEST) {
            throw new BadInput(argument, ReadStore.printable(text), EXPECTED);
        }
        return text;
    }

    /** The beginning of a statement: one row, {@code asked}, whose query is null when there are no terms. */
    public static QueryPart asked(List<Term> terms, int sequence) {
        return asked(inputs -> terms, SqlContext.once(SqlContext.Inputs.of(sequence)));
    }

    private static QueryPart asked(Function<SqlContext.Inputs, List<Term>> terms, SqlContext context) {
        return DSL.sql(
                ASKED,
                array(context, terms, term -> term.words().name(), SQLDataType.CLOB, new String[0]),
                array(context, terms, Term::misspelt, SQLDataType.CLOB, new String[0]),
                array(context, terms, Term::exact, SQLDataType.CLOB, new String[0]),
                array(context, terms, Term::query, SQLDataType.CLOB, new String[0]),
                array(context, terms, Term::prefix, SQLDataType.BOOLEAN, new Boolean[0]),
                array(context, terms, Term::without, SQLDataType.BOOLEAN, new Boolean[0]),
                context.sequence());
    }

    /** True for the records of a kind that a search for the text finds in the release of the row. */
    static Condition on(TableRef row, Function<SqlContext.Inputs, List<Term>> terms, SqlContext context) {
        context.otherTable();
        return DSL.condition(
                """
                {0} in ({1}
                  select d.id from asked a join search_documents d on d.lexemes @@ a.query
                  where d.from_seq <= {2} and d.to_seq > {2} and d.type = {3})
                """, row.id(), asked(terms, context), row.sequence(), DSL.inline(((RecordKind) row.table()).type()));
    }

    private static <T> Field<T[]> array(
            SqlContext context,
            Function<SqlContext.Inputs, List<Term>> terms,
            Function<Term, @Nullable T> value,
            DataType<T> type,
            T[] empty) {
        return context.value(
                asked -> terms.apply(asked).stream().map(value).toList().toArray(empty), type.array());
    }
}
