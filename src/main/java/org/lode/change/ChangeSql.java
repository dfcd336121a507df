package org.lode.change;

import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Row;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** The statements that read the change log. Each gives the columns of {@link #COLUMNS} behind the parent and the place. */
final class ChangeSql {
    /** Order and meaning of the columns that {@link ChangeStore} reads. */
    static final String COLUMNS = "op, type, id, seq, reasons, note, into_id, before_hash, after_hash, changed::text";

    private static final Field<Integer> SEQ = DSL.field("seq", SQLDataType.INTEGER);
    private static final Field<Integer> N = DSL.field("n", SQLDataType.INTEGER);
    private static final Field<String> TYPE = DSL.field("type", SQLDataType.CLOB);
    private static final Field<String> ID = DSL.field("id", SQLDataType.CLOB);

    private ChangeSql() {}

    /** Per record, the hash before its first change and after its last; records that end as they began are left out. */
    private static final String NET = """
            select case when first_hash is null then 'ADD' when last_hash is null then last_op else 'MOD' end as op,
                   type, id, last_seq as seq, reasons, note, into_id,
                   first_hash as before_hash, last_hash as after_hash, changed
            from (
              select type, id, max(seq) as last_seq, array_agg(distinct reason order by reason) as reasons,
                     (array_agg(op order by seq desc))[1] as last_op,
                     (array_agg(note order by seq desc))[1] as note,
                     (array_agg(into_id order by seq desc))[1] as into_id,
                     (array_agg(before_hash order by seq))[1] as first_hash,
                     (array_agg(after_hash order by seq desc))[1] as last_hash,
                     coalesce(jsonb_agg(changed order by seq) filter (where changed is not null), '[]') as changed
              from change_log where {0} group by type, id
            ) record where first_hash is distinct from last_hash
            """;

    private static final String EACH = """
            select op, type, id, seq, array[reason] as reasons, note, into_id, before_hash, after_hash,
                   jsonb_build_array(coalesce(changed, '[]')) as changed, n
            from change_log where {0}
            """;

    static Query net(ChangeListing.Net net, @Nullable List<@Nullable String> after, int limit) {
        Condition beyond = after == null
                ? DSL.trueCondition()
                : DSL.row(TYPE, ID).gt(DSL.row(DSL.val(after.get(0)), DSL.val(after.get(1))));
        return DSL.resultQuery(
                "select '' as parent, type as place, id as place2, " + COLUMNS + " from (" + NET
                        + ") net where {1} order by type, id limit {2}",
                within(net, net.types()),
                beyond,
                DSL.val(limit));
    }

    static Query feed(ChangeListing.Feed feed, @Nullable List<@Nullable String> after, int limit) {
        Condition beyond = after == null
                ? DSL.trueCondition()
                : beyond(DSL.row(SEQ, N), DSL.row(number(after.get(0)), number(after.get(1))), feed.newestFirst());
        String order = feed.newestFirst() ? " order by seq desc, n desc" : " order by seq, n";
        return DSL.resultQuery(
                "select '' as parent, seq::text as place, n::text as place2, " + COLUMNS + " from (" + EACH + ") feed"
                        + order + " limit {1}",
                within(feed, feed.types()).and(beyond),
                DSL.val(limit));
    }

    static Query history(
            ChangeListing.History history, List<String> ids, @Nullable List<@Nullable String> after, int limit) {
        Condition beyond = after == null
                ? DSL.trueCondition()
                : beyond(DSL.row(SEQ), DSL.row(number(after.getFirst())), history.newestFirst());
        String seq = history.newestFirst() ? "seq desc" : "seq";
        Condition ofParent = within(history, List.of(history.type())).and("id = p.parent");
        return DSL.resultQuery(
                "select p.parent, c.seq::text as place, '' as place2, c.op, c.type, c.id, c.seq, c.reasons, c.note,"
                        + " c.into_id, c.before_hash, c.after_hash, c.changed::text"
                        + " from unnest({2}) p(parent) cross join lateral (" + EACH
                        + " order by " + seq + " limit {1}) c order by p.parent, c." + seq,
                ofParent.and(beyond),
                DSL.val(limit),
                array(ids));
    }

    private static <R extends Row> Condition beyond(R place, R after, boolean newestFirst) {
        return DSL.condition(newestFirst ? "{0} < {1}" : "{0} > {1}", place, after);
    }

    /** How many changes each parent's list has. */
    static Query count(ChangeListing listing, List<String> parents) {
        return switch (listing) {
            case ChangeListing.Net net ->
                DSL.resultQuery("select '' as parent, count(*) from (" + NET + ") net", within(net, net.types()));
            case ChangeListing.Feed feed ->
                DSL.resultQuery("select '' as parent, count(*) from change_log where {0}", within(feed, feed.types()));
            case ChangeListing.History history ->
                DSL.resultQuery(
                        "select id as parent, count(*) from change_log where {0} and id = any({1}) group by id",
                        within(history, List.of(history.type())), array(parents));
        };
    }

    private static Condition within(ChangeListing listing, @Nullable List<String> types) {
        Condition span = SEQ.gt(listing.low()).and(SEQ.le(listing.high()));
        return types == null ? span : span.and(TYPE.eq(DSL.any(array(types))));
    }

    private static Field<String[]> array(List<String> values) {
        return DSL.val(values.toArray(String[]::new), SQLDataType.CLOB.array());
    }

    private static Field<Integer> number(@Nullable String text) {
        return DSL.val(Integer.valueOf(Objects.requireNonNull(text)));
    }
}
