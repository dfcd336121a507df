package org.lode.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes all tables again in temporary ones, from proved changes and by the code that applies releases, and compares the two.
 *
 * <p>The temporary tables have the names of the real ones and hide them until the transaction ends. Rows are compared as
 * text, in which no two values are the same.
 */
final class ShadowStore {
    /** Whoever reads of more than so many rows of one table learns nothing new. */
    private static final int TOLD = 1000;

    private static final int SHOWN = 80;

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

    private final DSLContext sql;
    private final ReleaseApplyStore store;
    private final DataPackage description;
    private final String schema;

    ShadowStore(DSLContext sql, ReleaseApplyStore store, DataPackage description) {
        this.store = store;
        this.sql = sql;
        this.description = description;
        this.schema = String.valueOf(sql.fetchValue("select current_schema()"));
    }

    /** Applies all releases to temporary tables; fails when one does not come to its root. */
    void make(Chain chain, Progress progress) {
        for (Shadow shadow : Shadow.all(description)) {
            sql.execute(MAKE, temporary(shadow), real(shadow.table()));
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
            store.apply(sql, new PositionStore(sql), release, delta, Progress.silent());
        }
    }

    /** The rows that are not as they were made again. */
    List<Damage> differences() {
        List<Damage> differences = new ArrayList<>();
        for (Shadow shadow : Shadow.all(description)) {
            differences.addAll(differences(shadow));
        }
        return differences;
    }

    /** Those of one table. */
    List<Damage> differences(Shadow shadow) {
        List<org.jooq.Field<?>> keys = new ArrayList<>();
        shadow.keys().forEach(key -> keys.add(
                DSL.field(key.equals("hash") ? "encode(coalesce({0}, {1}), 'hex')" : "coalesce({0}, {1})", name("r", key), name("e", key))));
        return sql.resultQuery(
                        DIFFERENT,
                        DSL.list(keys),
                        real(shadow.table()),
                        temporary(shadow),
                        sameKey(shadow),
                        DSL.inline(TOLD))
                .fetch(row -> new Damage.Row(
                        shadow.table(),
                        row.get(0, String.class),
                        problem(row.get(1, String.class), row.get(2, String.class))));
    }

    /** Puts the rows as they were made again in the place of those that differ. */
    void mend(List<Damage> differences) {
        List<String> tables = differences.stream().map(Damage::table).distinct().toList();
        Shadow.all(description).stream()
                .filter(shadow -> tables.contains(shadow.table()))
                .forEach(shadow -> {
                    sql.execute(DELETE, real(shadow.table()), temporary(shadow), sameKey(shadow));
                    sql.execute(INSERT, real(shadow.table()), temporary(shadow), sameKey(shadow));
                });
    }

    private Table<?> real(String table) {
        return DSL.table(DSL.name(schema, table));
    }

    private static Table<?> temporary(Shadow shadow) {
        return DSL.table(DSL.name("pg_temp", shadow.table()));
    }

    private static Condition sameKey(Shadow shadow) {
        return DSL.and(shadow.keys().stream()
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
                        .filter(name -> !Objects.equals(
                                own.get(name).toString(), other.get(name).toString()))
                        .map(name ->
                                "%s: %s (expected: %s)".formatted(name, brief(own.get(name)), brief(other.get(name))))
                        .collect(Collectors.joining("; "));
        return differing.isEmpty() ? "written otherwise (expected: as the release has it)" : differing;
    }

    private static String brief(JsonNode value) {
        String text = value.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
