package org.lode.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.release.Delta;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Op;
import org.lode.release.RecordKey;
import org.lode.store.InspectionStore.Damage;
import org.lode.store.ManifestStore.Chain;
import org.lode.store.ReleaseApplyStore.Progress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes all tables again in temporary ones, and compares the two.
 *
 * <p>The rows come from proved changes, by the code that applies releases. The temporary tables have the names of the real ones,
 * and hide them until the transaction ends. Rows are compared as text, in which different values always differ.
 */
record RebuildStore(DSLContext sql, ReleaseApplyStore store, DataPackage description) {
    /** Rows of one table that are listed at most. */
    private static final int MAX_DAMAGES = 1000;

    /** Characters of a value that a problem shows at most. */
    private static final int MAX_VALUE = 80;

    private static final String MAKE =
            "create temporary table {0} (like {1} including defaults including constraints including indexes) on commit drop";

    private static final String DIFFERENT = """
            select concat_ws('/', {0}), to_jsonb(r)::text, to_jsonb(e)::text
            from {1} r full join {2} e on {3} where r::text is distinct from e::text order by 1 limit {4}
            """;

    private static final String DELETE = """
            delete from {0} r where not exists (select from {1} e where {2} and e::text = r::text)
            """;

    private static final String INSERT = """
            insert into {0} select e.* from {1} e where not exists (select from {0} r where {2})
            """;

    /**
     * A table that is made again in a temporary one of the same name and columns.
     *
     * @param keys the columns of its primary key
     */
    record RebuiltTable(String table, List<String> keys) {
        private static final List<String> VERSION = List.of("id", "from_seq");

        /** Returns all tables that follow from the lines of releases. */
        static List<RebuiltTable> all(DataPackage description) {
            List<RebuiltTable> all = new ArrayList<>();
            description.tables().forEach(table -> all.add(new RebuiltTable(table.name(), VERSION)));
            all.add(new RebuiltTable("redacted", List.of("type", "id", "from_seq")));
            all.add(new RebuiltTable("change_log", List.of("seq", "n")));
            all.add(new RebuiltTable("leaf", List.of("hash")));
            all.add(new RebuiltTable("release", List.of("sequence")));
            all.add(new RebuiltTable(SearchDocumentStore.DOCUMENTS, VERSION));
            all.add(new RebuiltTable(SearchDocumentStore.WORDS, List.of("word", "from_seq")));
            all.add(new RebuiltTable("search_position", List.of("sequence")));
            return List.copyOf(all);
        }
    }

    /** Applies all releases to temporary tables. Fails when one does not come to its root. */
    void make(Chain chain, Progress progress) {
        for (RebuiltTable table : RebuiltTable.all(description)) {
            sql.execute(MAKE, temporary(table.table()), real(sql, table.table()));
        }
        ChangeLogStore log = new ChangeLogStore(sql);
        Set<RecordKey> redacted = new NoticeStore(sql).held().redacted();
        for (Published release : chain.releases()) {
            Manifest manifest = release.manifest();
            progress.at(
                    "applying " + manifest.version(),
                    manifest.sequence(),
                    chain.releases().size());
            List<Op> ops = log.ops(manifest.sequence(), manifest.changes(), redacted);
            Delta delta = Delta.of(manifest, ops, chain.isDerived(release));
            store.apply(sql, new ManifestStore(sql), release, delta, Progress.silent());
        }
    }

    /** Returns the rows that differ from those that were made again. */
    List<Damage> differences() {
        return RebuiltTable.all(description).stream()
                .flatMap(table -> differences(table).stream())
                .toList();
    }

    /** Returns the rows of one table that differ from those that were made again. */
    List<Damage> differences(RebuiltTable table) {
        List<org.jooq.Field<Object>> keys = table.keys().stream()
                .map(key -> DSL.field(
                        key.equals("hash") ? "encode(coalesce({0}, {1}), 'hex')" : "coalesce({0}, {1})",
                        name("r", key),
                        name("e", key)))
                .toList();
        QueryPart[] parts = {
            DSL.list(keys), real(sql, table.table()), temporary(table.table()), sameKey(table), DSL.inline(MAX_DAMAGES)
        };
        return sql.resultQuery(DIFFERENT, parts)
                .fetch(row -> new Damage.Row(
                        table.table(),
                        row.get(0, String.class),
                        problem(row.get(1, String.class), row.get(2, String.class))));
    }

    /** Replaces the rows that differ by those that were made again. */
    void repair(List<Damage> differences) {
        List<String> tables = differences.stream().map(Damage::table).distinct().toList();
        RebuiltTable.all(description).stream()
                .filter(table -> tables.contains(table.table()))
                .forEach(table -> {
                    sql.execute(DELETE, real(sql, table.table()), temporary(table.table()), sameKey(table));
                    sql.execute(INSERT, real(sql, table.table()), temporary(table.table()), sameKey(table));
                });
    }

    /** Returns the table itself, also while a temporary one hides its name. */
    static Table<?> real(DSLContext sql, String table) {
        return DSL.table(DSL.name(String.valueOf(sql.fetchValue("select current_schema()")), table));
    }

    private static Table<?> temporary(String table) {
        return DSL.table(DSL.name("pg_temp", table));
    }

    private static Condition sameKey(RebuiltTable table) {
        return DSL.and(table.keys().stream()
                .map(key -> DSL.condition("{0} = {1}", name("r", key), name("e", key)))
                .toList());
    }

    private static org.jooq.Field<?> name(String alias, String column) {
        return DSL.field(DSL.name(alias, column), SQLDataType.OTHER);
    }

    private static String problem(@Nullable String found, @Nullable String expected) {
        if (found == null) {
            return "missing (expected: a row)";
        }
        if (expected == null) {
            return "surplus (expected: no such row)";
        }
        JsonNode own = JsonMapper.shared().readTree(found);
        JsonNode other = JsonMapper.shared().readTree(expected);
        String differing = new TreeSet<>(own.propertyNames())
                .stream()
                        .filter(name ->
                                !own.get(name).toString().equals(other.get(name).toString()))
                        .map(name ->
                                "%s: %s (expected: %s)".formatted(name, brief(own.get(name)), brief(other.get(name))))
                        .collect(Collectors.joining("; "));
        return differing.isEmpty() ? "written otherwise (expected: as the release has it)" : differing;
    }

    private static String brief(JsonNode value) {
        String text = value.toString();
        return text.length() > MAX_VALUE ? text.substring(0, MAX_VALUE) + "…" : text;
    }
}
