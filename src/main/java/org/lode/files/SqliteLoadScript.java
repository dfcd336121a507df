package org.lode.files;

import static org.lode.files.SqliteScript.quoted;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lode.model.Field;
import org.lode.model.Table;

/**
 * The file {@code load.sqlite.sql}: makes a table of each CSV file with the shell of SQLite, version 3.32 or newer.
 *
 * <p>The shell reads every cell as text, and nothing as an empty text. So each file goes into a table of texts first; from there
 * nothing becomes null, and all else what it is in {@code lode.sqlite}.
 */
final class SqliteLoadScript {
    /** The table that a file is read into. */
    static final String READ = "_read";

    /** What makes a spreadsheet run a text as a formula, at its beginning. */
    private static final String FORMULAS =
            "char(9), char(10), char(13), '+', '-', '=', '@', char(65291), char(65293), char(65309), char(65312)";

    private SqliteLoadScript() {}

    static String of(ReleaseContent content) {
        return content.data().tables().stream()
                .map(table -> load(content, table))
                .collect(Collectors.joining(
                        "\n",
                        "-- To be run in the folder of this file: sqlite3 my.sqlite < load.sqlite.sql\nbegin;\n",
                        "commit;\n"));
    }

    private static String load(ReleaseContent content, Table table) {
        String texts = table.fields().stream()
                .map(field -> quoted(field.name()) + " TEXT")
                .collect(Collectors.joining(", "));
        String values = table.fields().stream().map(SqliteLoadScript::value).collect(Collectors.joining(",\n  "));
        Stream<String> columns = table.fields().stream()
                .map(field -> "  %s %s".formatted(quoted(field.name()), SqliteScript.type(field.type())));
        String key = content.description().key(table).stream()
                .map(SqliteScript::quoted)
                .collect(Collectors.joining(", ", "  PRIMARY KEY (", ")"));
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
                        ReleaseContent.file(table, "csv"),
                        quoted(table.name()),
                        Stream.concat(columns, Stream.of(key)).collect(Collectors.joining(",\n")),
                        values);
    }

    private static String value(Field field) {
        String cell = quoted(field.name());
        return switch (field.type()) {
            case ID, REF, ENUM, DATE -> "nullif(%s, '')".formatted(cell);
            case TEXT -> "nullif(%s, '')".formatted(text(cell));
            // A column that is NUMERIC or INTEGER makes numbers of texts.
            case INTEGER, DECIMAL -> "nullif(%s, '')".formatted(cell);
            case BOOLEAN -> "case %s when 'true' then 1 when 'false' then 0 end".formatted(cell);
            case LIST ->
                "case when %1$s <> '' then '[\"' || replace(replace(replace(%2$s, '\\', '\\\\'), '\"', '\\\"'), '|', '\",\"') || '\"]' end"
                        .formatted(cell, text(cell));
        };
    }

    /** Without the apostrophe that keeps spreadsheets from running a text. */
    private static String text(String cell) {
        return "case when %1$s like '''%%' and substr(ltrim(%1$s, ''''), 1, 1) in (%2$s) then substr(%1$s, 2) else %1$s end"
                .formatted(cell, FORMULAS);
    }
}
