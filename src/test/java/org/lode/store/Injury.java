package org.lode.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Changes one value of one row, as a fault of a disk or of a person would. */
final class Injury {
    private static final int TRIES = 50;

    private final DSLContext sql;
    private final Random random;

    Injury(DSLContext sql, Random random) {
        this.sql = sql;
        this.random = random;
    }

    /** Returns name and type of up to this many columns chosen at random, as PostgreSQL calls them. */
    List<Record> columns(String table, int most) {
        List<Record> columns = new ArrayList<>(sql.fetch(
                "select column_name, udt_name from information_schema.columns"
                        + " where table_schema = 'lode' and table_name = {0} order by ordinal_position",
                DSL.val(table)));
        Collections.shuffle(columns, random);
        return columns.subList(0, Math.min(most, columns.size()));
    }

    /** Changes a value of this column in a row chosen at random. Passes over rows that constraints keep. */
    void change(String table, String column, String type) {
        for (int i = 0; i < TRIES; i++) {
            String row = row(table);
            try {
                sql.execute("savepoint tried");
                String own = "\"" + column + "\"";
                int changed = sql.execute(
                        "update lode.%1$s set %2$s = %3$s where ctid = '%4$s'::tid and %2$s::text is distinct from (%3$s)::text"
                                .formatted(table, own, changed(own, type), row));
                if (changed == 1) {
                    return;
                }
            } catch (DataAccessException e) {
                sql.execute("rollback to savepoint tried");
            }
        }
        throw new IllegalStateException("no row of %s takes another %s".formatted(table, column));
    }

    /** The place of a row chosen at random. */
    String row(String table) {
        int rows = sql.fetchSingle("select count(*)::int from lode." + table).get(0, Integer.class);
        return sql.fetchSingle("select ctid::text from lode.%s order by ctid offset %d limit 1"
                        .formatted(table, random.nextInt(rows)))
                .get(0, String.class);
    }

    private String changed(String column, String type) {
        return switch (type) {
            case "text" -> text(column);
            case "int2" -> "coalesce(%1$s # %2$d, %2$d)".formatted(column, 1 << random.nextInt(8));
            case "int4" -> "coalesce(%1$s # %2$d, %2$d)".formatted(column, 1 << random.nextInt(31));
            case "bytea" ->
                "set_byte(coalesce(%1$s, sha256('')), %2$d, get_byte(coalesce(%1$s, sha256('')), %2$d) # %3$d)"
                        .formatted(column, random.nextInt(32), 1 << random.nextInt(8));
            case "numeric" ->
                random.nextBoolean()
                        ? "coalesce(%1$s + 1, 1)".formatted(column)
                        : "coalesce(round(%1$s, scale(%1$s) + 1), 'NaN')".formatted(column);
            case "bool" -> "coalesce(not %s, true)".formatted(column);
            case "date" -> "coalesce(%s + 1, 'infinity')".formatted(column);
            case "timestamptz" -> column + " + interval '1 microsecond'";
            case "_text" ->
                random.nextBoolean()
                        ? "array_append(%s, 'x')".formatted(column)
                        : "coalesce(('[2:2]={' || %1$s[1] || '}')::text[], '{}')".formatted(column);
            case "jsonb" ->
                "coalesce(regexp_replace(%s::text, '([a-z])([a-z]\")', '\\1x\\2')::jsonb, '[]')".formatted(column);
            case "tsvector" -> column + " || 'added'::tsvector";
            default -> throw new IllegalArgumentException(type);
        };
    }

    /** The text with one bit of one of its characters changed. */
    private String text(String column) {
        String place = "(1 + %d %% greatest(length(%s), 1))".formatted(random.nextInt(10_000), column);
        return "coalesce(overlay(%1$s placing chr(ascii(substr(%1$s, %2$s, 1)) # 1) from %2$s for 1), 'x')"
                .formatted(column, place);
    }
}
