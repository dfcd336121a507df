package org.lode.query;

import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Row;
import org.jooq.SelectLimitStep;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.Names;
import org.lode.query.ChangeListing.Change;
import org.lode.query.Page.PageRequest;
import org.lode.query.RowStore.Known;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the change log, which the publishing of each release fills, and nothing else. */
public final class ChangeStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Bytes of a change, an object or a list in memory beside its values, by estimate. */
    private static final int ENTRY = 300;

    /** Bytes of a value beside its characters. */
    private static final int VALUE = 50;

    /** The columns of a change behind the parent and the place, before the fields: {@link #entry} reads them in this order. */
    private static final String COLUMNS = "op, type, id, seq, reasons, note, into_id, before_hash, after_hash";

    private static final Field<Integer> SEQ = DSL.field("changes.seq", SQLDataType.INTEGER);
    private static final Field<Integer> N = DSL.field("changes.n", SQLDataType.INTEGER);
    private static final Field<String> TYPE = DSL.field("changes.type", SQLDataType.CLOB);
    private static final Field<String> ID = DSL.field("changes.id", SQLDataType.CLOB);

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
                     jsonb_agg(changed order by seq) filter (where changed is not null) as changed
              from change_log where {0} group by type, id
            ) record where first_hash is distinct from last_hash
            """;

    /** {@link #NET} of one release, which changes each record at most once: an index has its rows in the order of the list. */
    private static final String NEIGHBOURS = """
            select case when before_hash is null then 'ADD' when after_hash is null then op else 'MOD' end as op,
                   type, id, seq, array[reason] as reasons, note, into_id, before_hash, after_hash, changed
            from change_log where {0} and before_hash is distinct from after_hash
            """;

    private static final String EACH = """
            select op, type, id, seq, array[reason] as reasons, note, into_id, before_hash, after_hash, changed, n
            from change_log where {0}
            """;

    private final ReadStore store;
    private final PageCache<Key, Page<Change>> pages;
    private final PageCache<Key, Long> counts;

    /**
     * Reads changes.
     *
     * @param pageSize bytes of the pages that are kept
     */
    public ChangeStore(ReadStore store, long pageSize) {
        this.store = store;
        this.pages = new PageCache<>(pageSize);
        this.counts = new PageCache<>(pageSize / 16);
    }

    /**
     * Identifies a page or a count.
     *
     * @param request null for a count
     * @param parent id of the record whose history it is; empty for other lists
     */
    private record Key(ChangeListing listing, @Nullable PageRequest request, String parent, int generation) {}

    /** The page of each parent, from the cache where it can be; the one parent of a root list is the empty id. */
    public Mono<Map<String, Page<Change>>> pages(
            ChangeListing listing, PageRequest request, List<String> parents, Known known) {
        return pages.pages(
                parents,
                parent -> new Key(listing, request, parent, known.generation()),
                missing -> pages(listing, request, missing),
                page -> page.nodes().stream().mapToInt(ChangeStore::bytes).sum());
    }

    private Mono<Map<String, Page<Change>>> pages(ChangeListing listing, PageRequest request, List<String> parents) {
        return store.read(query(listing, request, parents), row -> Map.entry(text(row, 0), entry(row, listing)))
                .collectMultimap(Map.Entry::getKey, Map.Entry::getValue)
                .map(found -> {
                    Map<String, Page<Change>> pages = new LinkedHashMap<>();
                    for (String parent : parents) {
                        List<Page.Entry<Change>> changes = List.copyOf(found.getOrDefault(parent, List.of()));
                        String list = listing.fingerprint(parent);
                        Page<Change> page = Page.of(
                                request, changes, null, place -> new Cursor(listing.high(), place).encode(list));
                        pages.put(parent, page);
                    }
                    return pages;
                });
    }

    /** How many changes each parent has, from the cache where it can be. */
    public Mono<Map<String, Long>> counts(ChangeListing listing, List<String> parents, Known known) {
        return counts.pages(
                parents,
                parent -> new Key(listing, null, parent, known.generation()),
                missing -> counts(listing, missing),
                count -> Long.BYTES);
    }

    private Mono<Map<String, Long>> counts(ChangeListing listing, List<String> parents) {
        return store.read(
                        countQuery(listing, parents),
                        row -> Map.entry(text(row, 0), Objects.requireNonNull(row.get(1, Long.class))))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(found -> {
                    parents.forEach(parent -> found.putIfAbsent(parent, 0L));
                    return found;
                });
    }

    /**
     * How many changes a list has.
     *
     * @param parent id of the record whose history it is; empty for other lists
     */
    public Mono<Long> count(ChangeListing listing, String parent) {
        return counts(listing, List.of(parent)).map(counts -> Objects.requireNonNull(counts.get(parent)));
    }

    /**
     * The releases of a list whose changes were found by comparing whole states. The list of such a release says more once its
     * delta comes.
     */
    public Mono<List<Integer>> derived(ChangeListing listing) {
        Query derived = DSL.resultQuery(
                "select sequence from release where derived and sequence > {0} and sequence <= {1} order by sequence",
                DSL.val(listing.low()), DSL.val(listing.high()));
        return store.read(derived, row -> Objects.requireNonNull(row.get(0, Integer.class)))
                .collectList();
    }

    private static Query query(ChangeListing listing, PageRequest request, List<String> parents) {
        String fingerprint = listing.fingerprint(parents.getFirst());
        String cursor = request.after();
        List<@Nullable String> after =
                cursor == null ? null : Cursor.decode(cursor, fingerprint).position();
        int limit = request.size() + 1;
        if (listing instanceof ChangeListing.History history) {
            return history(history, parents, after, limit);
        }
        List<Field<?>> columns = new ArrayList<>(List.of(DSL.inline("")));
        keys(listing).forEach(key -> columns.add(key.cast(SQLDataType.CLOB)));
        columns.add(DSL.field(COLUMNS + ", fields::text"));
        return rows(listing, "", columns, after).limit(limit);
    }

    private static Query history(
            ChangeListing.History history, List<String> ids, @Nullable List<@Nullable String> after, int limit) {
        String seq = history.newestFirst() ? "seq desc" : "seq";
        // The fields are made of the rows within the limit: their cost would hide from the planner which index is the
        // right one.
        return DSL.resultQuery(
                "select p.parent, c.seq::text as place, '' as place2, " + COLUMNS + ", (" + fields("first", "last")
                        + ")::text from unnest({2}) p(parent) cross join lateral (select * from (" + EACH
                        + ") changes where {1} order by " + seq + " limit {3}) c order by p.parent, c." + seq,
                within(history).and("id = p.parent"),
                beyond(history, after),
                array(ids),
                DSL.val(limit));
    }

    /**
     * The changes of a list behind a position, as the rows of a file.
     *
     * @param parent id of the record whose history it is; empty for other lists
     * @param columns over the columns of a change, and {@code fields}
     */
    static SelectLimitStep<?> rows(
            ChangeListing listing, String parent, List<Field<?>> columns, @Nullable List<@Nullable String> after) {
        List<SortField<?>> order = keys(listing).stream()
                .<SortField<?>>map(key -> listing.newestFirst() ? key.desc() : key.asc())
                .toList();
        return DSL.select(columns)
                .from(changes(listing, parent))
                .where(beyond(listing, after))
                .orderBy(order);
    }

    /** The columns that identify a change in its list, in the order of the list. */
    static List<Field<?>> keys(ChangeListing listing) {
        return switch (listing) {
            case ChangeListing.Net net -> List.of(TYPE, ID);
            case ChangeListing.Feed feed -> List.of(SEQ, N);
            case ChangeListing.History history -> List.of(SEQ);
        };
    }

    private static Query countQuery(ChangeListing listing, List<String> parents) {
        return switch (listing) {
            case ChangeListing.Net net ->
                DSL.resultQuery("select '' as parent, count(*) from (" + net(net) + ") net", within(net));
            case ChangeListing.Feed feed ->
                DSL.resultQuery("select '' as parent, count(*) from change_log where {0}", within(feed));
            case ChangeListing.History history ->
                DSL.resultQuery(
                        "select id as parent, count(*) from change_log where {0} and id = any({1}) group by id",
                        within(history), array(parents));
        };
    }

    private static Table<?> changes(ChangeListing listing, String parent) {
        Condition within = parent.isEmpty() ? within(listing) : within(listing).and("id = {0}", DSL.val(parent));
        boolean back = listing instanceof ChangeListing.Net between && between.inverted();
        String fields = back ? fields("last", "first") : fields("first", "last");
        String changes = listing instanceof ChangeListing.Net net ? net(net) : EACH;
        if (back) {
            changes = """
                    select case op when 'ADD' then 'DEL' when 'MOD' then 'MOD' else 'ADD' end as op,
                           type, id, seq, reasons, note, null::text as into_id,
                           after_hash as before_hash, before_hash as after_hash, changed
                    from (%s) there
                    """.formatted(changes);
        }
        return DSL.table("(select *, " + fields + " as fields from (" + changes + ") change) changes", within);
    }

    private static String net(ChangeListing.Net net) {
        return net.high() == net.low() + 1 ? NEIGHBOURS : NET;
    }

    /**
     * Of all steps of a modified record, each field's first value before and last value after. Fields that mean in the end what
     * they meant are left out, and so are those whose values were redacted. The path finds the fields of one step and of a list of
     * steps.
     */
    private static String fields(String before, String after) {
        return """
                case when before_hash is null or after_hash is null then '[]' else (
                  select coalesce(
                    jsonb_agg(jsonb_build_object('path', path, 'before', %s, 'after', %s) order by place), '[]')
                  from (
                    select step ->> 'path' as path, min(place) as place,
                           (array_agg(step -> 'before' order by place))[1] as first,
                           (array_agg(step -> 'after' order by place desc))[1] as last
                    from jsonb_path_query(changed, '$[*][*]') with ordinality steps(step, place)
                    group by step ->> 'path'
                  ) field
                  where first <> last and (%s) <> (%s)
                ) end""".formatted(before, after, said("first"), said("last"));
    }

    /**
     * The normal form of a value, so that two that mean the same are equal: without members that are null or empty, and with the rows of a
     * part in an order of their own. It is the rule of {@code Difference.saysTheSame}.
     */
    private static String said(String value) {
        return """
                case when jsonb_typeof(%1$s) = 'array' and %1$s <> '[]' then (
                  select jsonb_agg(filled order by filled) from (
                    select case when jsonb_typeof(item) <> 'object' then item else (
                      select coalesce(jsonb_object_agg(key, member), '{}')
                      from jsonb_each(item) members(key, member) where member not in ('null', '[]')
                    ) end as filled
                    from jsonb_array_elements(%1$s) items(item)
                  ) said
                ) when %1$s <> '[]' then %1$s else 'null' end""".formatted(value);
    }

    private static Condition beyond(ChangeListing listing, @Nullable List<@Nullable String> after) {
        if (after == null) {
            return DSL.trueCondition();
        }
        Row place = DSL.row(keys(listing));
        Row reached = DSL.row(
                switch (listing) {
                    case ChangeListing.Net net -> List.of(DSL.val(after.get(0)), DSL.val(after.get(1)));
                    case ChangeListing.Feed feed -> List.of(number(after.get(0)), number(after.get(1)));
                    case ChangeListing.History history -> List.of(number(after.get(0)));
                });
        return DSL.condition(listing.newestFirst() ? "{0} < {1}" : "{0} > {1}", place, reached);
    }

    private static Condition within(ChangeListing listing) {
        List<String> types = listing.types();
        // A lower bound of 0 would tell the planner that few releases are meant.
        Condition span = listing.high() == listing.low() + 1
                ? DSL.condition("seq = {0}", DSL.val(listing.high()))
                : listing.low() == 0
                        ? DSL.condition("seq <= {0}", DSL.val(listing.high()))
                        : DSL.condition("seq > {0} and seq <= {1}", DSL.val(listing.low()), DSL.val(listing.high()));
        if (types == null) {
            return span;
        }
        // One type by equality: the index of records then gives its changes in the order of releases, with any limit.
        return types.size() == 1
                ? span.and("type = {0}", DSL.val(types.getFirst()))
                : span.and("type = any({0})", array(types));
    }

    private static Field<String[]> array(List<String> values) {
        return DSL.val(values.toArray(String[]::new), SQLDataType.CLOB.array());
    }

    private static Field<Integer> number(@Nullable String text) {
        return DSL.val(Integer.valueOf(Objects.requireNonNull(text)));
    }

    private static Page.Entry<Change> entry(Readable row, ChangeListing listing) {
        Change change = new Change(
                listing instanceof ChangeListing.Net net ? new Change.Between(net.start(), net.end()) : null,
                text(row, 3),
                Names.constant(text(row, 4)),
                text(row, 5),
                Objects.requireNonNull(row.get(6, Integer.class)),
                Arrays.asList(Objects.requireNonNull(row.get(7, String[].class))),
                row.get(8, String.class),
                row.get(9, String.class),
                hex(row, 10),
                hex(row, 11),
                fields(text(row, 12)));
        return new Page.Entry<>(change, List.of(text(row, 1), text(row, 2)));
    }

    private static List<Change.FieldChange> fields(String json) {
        return JSON.readTree(json)
                .valueStream()
                .map(field -> new Change.FieldChange(
                        field.path("path").asString(), plain(field.path("before")), plain(field.path("after"))))
                .toList();
    }

    /** Bytes of a change in memory, by estimate. */
    private static int bytes(Change change) {
        return ENTRY
                + change.fields().stream()
                        .mapToInt(field -> bytes(field.before()) + bytes(field.after()))
                        .sum();
    }

    private static int bytes(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case Map<?, ?> members ->
                members.values().stream().mapToInt(ChangeStore::bytes).sum() + ENTRY;
            case List<?> items -> items.stream().mapToInt(ChangeStore::bytes).sum() + ENTRY;
            default -> value.toString().length() + VALUE;
        };
    }

    private static @Nullable Object plain(JsonNode value) {
        return value.isNull() ? null : JSON.treeToValue(value, Object.class);
    }

    private static String text(Readable row, int at) {
        return Objects.requireNonNull(row.get(at, String.class));
    }

    private static @Nullable String hex(Readable row, int at) {
        byte[] bytes = row.get(at, byte[].class);
        return bytes == null ? null : HexFormat.of().formatHex(bytes);
    }
}
