package org.lode.store;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.lode.model.DataPackage;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Holds the tables of the database to the description of the data: whatever one has and the other lacks is named. */
@Component
final class TableAgreementStore implements SmartInitializingSingleton {
    private static final String COLUMNS = """
            select table_name, column_name, udt_name from information_schema.columns
            where table_schema = current_schema() order by table_name, column_name
            """;

    private final DataPackage data;
    private final DataSource loading;

    TableAgreementStore(DataPackage data, DataSource loading) {
        this.data = data;
        this.loading = loading;
    }

    /** Fails with every disagreement there is, before anything is loaded or asked. */
    @Override
    public void afterSingletonsInstantiated() {
        Set<String> faults = faults(data, found());
        if (!faults.isEmpty()) {
            throw new StartFailed("the database and dataset/datapackage.json disagree: " + String.join("; ", faults));
        }
    }

    /** What {@code found} (table to columns with their types) lacks or has too many. */
    static Set<String> faults(DataPackage data, Map<String, Set<String>> found) {
        Set<String> faults = new TreeSet<>();
        for (Table table : data.tables()) {
            Set<String> expected = expected(table);
            Set<String> actual = found.getOrDefault(table.name(), Set.of());
            expected.stream()
                    .filter(column -> !actual.contains(column))
                    .forEach(column -> faults.add(table.name() + "." + column + " is in the data package alone"));
            actual.stream()
                    .filter(column -> !expected.contains(column))
                    .forEach(column -> faults.add(table.name() + "." + column + " is in the database alone"));
        }
        return faults;
    }

    private Map<String, Set<String>> found() {
        Map<String, Set<String>> found = new TreeMap<>();
        DSL.using(loading, SQLDialect.POSTGRES)
                .fetch(COLUMNS)
                .forEach(row -> found.computeIfAbsent(row.get(0, String.class), table -> new TreeSet<>())
                        .add(row.get(1, String.class) + " " + row.get(2, String.class)));
        return found;
    }

    private static Set<String> expected(Table table) {
        Set<String> columns = new TreeSet<>(List.of("id text", "from_seq int4", "to_seq int4"));
        if (table instanceof RecordKind) {
            columns.addAll(List.of("row_hash bytea", "bucket int2"));
        }
        for (Field field : table.fields()) {
            columns.add(field.name() + " " + type(field.type()));
            if (field.type() == FieldType.DATE) {
                columns.addAll(List.of(field.name() + "_first date", field.name() + "_last date"));
            }
        }
        return columns;
    }

    private static String type(FieldType type) {
        return switch (type) {
            case ID, REF, TEXT, ENUM, DATE -> "text";
            case INTEGER -> "int4";
            case DECIMAL -> "numeric";
            case BOOLEAN -> "bool";
            case LIST -> "_text";
        };
    }
}
