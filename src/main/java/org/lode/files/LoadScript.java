package org.lode.files;

import java.util.stream.Collectors;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Table;

/** The file {@code load.sql}: makes a table in DuckDB of each CSV file, with its types. */
final class LoadScript {
    private LoadScript() {}

    static String of(DataPackage data) {
        return data.tables().stream()
                .map(LoadScript::table)
                .collect(Collectors.joining("\n", "-- To be run by DuckDB in the folder of this file.\n", ""));
    }

    private static String table(Table table) {
        String columns = table.fields().stream()
                .map(field -> "'%s': '%s'".formatted(field.name(), read(field)))
                .collect(Collectors.joining(", "));
        String shown = table.fields().stream().map(LoadScript::shown).collect(Collectors.joining(", "));
        return """
                create or replace table "%s" as
                select %s
                from read_csv('%s', header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false,
                    columns = {%s});
                """.formatted(table.name(), shown, ReleaseContent.file(table, "csv"), columns);
    }

    private static String shown(Field field) {
        return switch (field.type()) {
            case LIST -> "string_split(\"%1$s\", '|') as \"%1$s\"".formatted(field.name());
            case ID, REF, TEXT, ENUM, DATE, INTEGER, DECIMAL, BOOLEAN -> "\"%s\"".formatted(field.name());
        };
    }

    /** Dates stay texts: they are as precise as their sources. Decimals have as many digits as in Parquet. */
    private static String read(Field field) {
        return switch (field.type()) {
            case ID, REF, TEXT, ENUM, DATE, LIST -> "VARCHAR";
            case INTEGER -> "INTEGER";
            case DECIMAL -> "DECIMAL(38, %d)".formatted(field.scale());
            case BOOLEAN -> "BOOLEAN";
        };
    }
}
