package org.lode.files;

import static org.lode.files.SqliteSchema.quoted;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.Table;

/** Scripts that make typed tables of the CSV files of a release. */
final class LoadScripts {
    /** The table that the shell of SQLite reads a file into. */
    private static final String READ = "_read";

    /** What makes a spreadsheet run a text as a formula, at its beginning. */
    private static final String FORMULAS =
            "char(9), char(10), char(13), '+', '-', '=', '@', char(65291), char(65293), char(65309), char(65312)";

    private LoadScripts() {}

    /** Returns the file {@code load.sql}, which makes a table in DuckDB of each CSV file. */
    static String duckDb(DataPackage data) {
        return data.tables().stream()
                .map(LoadScripts::duckDbTable)
                .collect(Collectors.joining("\n", "-- To be run by DuckDB in the folder of this file.\n", ""));
    }

    private static String duckDbTable(Table table) {
        String columns = table.fields().stream()
                .map(field -> "'%s': '%s'".formatted(field.name(), duckDbType(field)))
                .collect(Collectors.joining(", "));
        String selected = table.fields().stream().map(LoadScripts::duckDbColumn).collect(Collectors.joining(", "));
        return """
                create or replace table "%s" as
                select %s
                from read_csv('%s', header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false,
                    columns = {%s});
                """.formatted(table.name(), selected, Bundle.path(table, "csv"), columns);
    }

    private static String duckDbColumn(Field field) {
        return (field.type() == FieldType.LIST ? "string_split(\"%1$s\", '|') as \"%1$s\"" : "\"%s\"")
                .formatted(field.name());
    }

    /** Dates stay texts: they are as precise as their sources. Decimals have as many digits as in Parquet. */
    private static String duckDbType(Field field) {
        return switch (field.type()) {
            case ID, REF, TEXT, ENUM, DATE, LIST -> "VARCHAR";
            case INTEGER -> "INTEGER";
            case DECIMAL -> "DECIMAL(38, %d)".formatted(field.scale());
            case BOOLEAN -> "BOOLEAN";
        };
    }

    /**
     * Returns the file {@code load.sqlite.sql}, for the shell of SQLite, version 3.32 or newer.
     *
     * <p>The shell reads every cell as text, and an empty cell as an empty text. So each file goes into a table of texts
     * first. From there empty texts become null, and the others become what they are in {@code lode.sqlite}.
     */
    static String sqlite(ReleaseDescription release) {
        return release.data().tables().stream()
                .map(table -> sqliteTable(release, table))
                .collect(Collectors.joining(
                        "\n",
                        "-- To be run in the folder of this file: sqlite3 my.sqlite < load.sqlite.sql\nbegin;\n",
                        "commit;\n"));
    }

    private static String sqliteTable(ReleaseDescription release, Table table) {
        String texts = table.fields().stream()
                .map(field -> quoted(field.name()) + " TEXT")
                .collect(Collectors.joining(", "));
        String values = table.fields().stream().map(LoadScripts::sqliteValue).collect(Collectors.joining(",\n  "));
        Stream<String> columns = table.fields().stream()
                .map(field -> "  %s %s".formatted(quoted(field.name()), SqliteSchema.type(field.type())));
        String key = SqliteSchema.primaryKey(release.dataset(), table);
        return """
                drop table if exists "%1$s";
                create table "%1$s" (%2$s);
                .import --csv --skip 1 %3$s %1$s
                drop table if exists %4$s;
                create table %4$s (
                %5$s
                );
                insert into %4$s select
                  %6$s
                from "%1$s";
                drop table "%1$s";
                """.formatted(
                        READ,
                        texts,
                        Bundle.path(table, "csv"),
                        quoted(table.name()),
                        Stream.concat(columns, Stream.of(key)).collect(Collectors.joining(",\n")),
                        values);
    }

    private static String sqliteValue(Field field) {
        String cell = quoted(field.name());
        return switch (field.type()) {
            // A column that is NUMERIC or INTEGER makes numbers of texts.
            case ID, REF, ENUM, DATE, INTEGER, DECIMAL -> "nullif(%s, '')".formatted(cell);
            case TEXT -> "nullif(%s, '')".formatted(text(cell));
            case BOOLEAN -> "case %s when 'true' then 1 when 'false' then 0 end".formatted(cell);
            case LIST ->
                "case when %1$s <> '' then '[\"' || replace(replace(replace(%2$s, '\\', '\\\\'), '\"', '\\\"'), '|', '\",\"') || '\"]' end"
                        .formatted(cell, text(cell));
        };
    }

    /** Returns a text without the apostrophe that keeps spreadsheets from running it. */
    private static String text(String cell) {
        return "case when %1$s like '''%%' and substr(ltrim(%1$s, ''''), 1, 1) in (%2$s) then substr(%1$s, 2) else %1$s end"
                .formatted(cell, FORMULAS);
    }
}
