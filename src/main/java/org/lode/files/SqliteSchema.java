package org.lode.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lode.files.StatisticsStore.TableStatistics;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.PartialDate;
import org.lode.model.RecordKind;
import org.lode.model.SearchField;
import org.lode.model.Table;
import org.lode.model.View;
import org.lode.model.View.Column;
import org.lode.model.View.Pivot;
import org.lode.model.View.Step;

/**
 * The statements that make {@code lode.sqlite}: tables, indexes, the full-text table, and flat tables as views.
 *
 * <p>Readers may have an older SQLite than Lode. So views use nothing newer than SQLite 3.30.
 */
final class SqliteSchema {
    /** The full-text table: ids, names and texts of records. */
    static final String SEARCH = """
            create virtual table "search" using fts5(
              "record_id" unindexed, "type" unindexed, "names", "related", "prose",
              tokenize = 'unicode61 remove_diacritics 2'
            )
            """;

    /** The table of one row that names the release. */
    static final String RELEASE = """
            create table "lode_release" (
              "version" TEXT NOT NULL PRIMARY KEY,
              "sequence" INTEGER NOT NULL,
              "root" TEXT NOT NULL,
              "published_at" TEXT NOT NULL,
              "license" TEXT NOT NULL,
              "citation" TEXT NOT NULL
            )
            """;

    static final String ROW = "t";
    private static final String LINE = "char(10)";

    private final DataPackage data;
    private final Description dataset;
    private final Map<String, TableStatistics> statistics;

    /** @param statistics by the names of tables */
    SqliteSchema(ReleaseDescription release, Map<String, TableStatistics> statistics) {
        this.data = release.data();
        this.dataset = release.dataset();
        this.statistics = statistics;
    }

    /**
     * A column of a table, and the field that it is made of.
     *
     * @param description on one line
     * @param form makes its texts of those of the field
     */
    record Cell(String name, Field field, String description, UnaryOperator<String> form) {}

    /** Returns the columns of a table. Beside a date are its first and last day, as in Parquet. */
    static List<Cell> cells(Table table) {
        List<Cell> cells = new ArrayList<>();
        for (Field field : table.fields()) {
            cells.add(new Cell(field.name(), field, field.description().replaceAll("\\s+", " "), text -> text));
            if (field.type() == FieldType.DATE) {
                String first = "The first day that " + field.name() + " can mean.";
                String last = "The last day that " + field.name() + " can mean.";
                cells.add(new Cell(
                        first(field),
                        field,
                        first,
                        date -> PartialDate.parse(date).first().toString()));
                cells.add(new Cell(
                        last(field),
                        field,
                        last,
                        date -> PartialDate.parse(date).last().toString()));
            }
        }
        return cells;
    }

    static String first(Field field) {
        return field.name() + "_first";
    }

    static String last(Field field) {
        return field.name() + "_last";
    }

    /**
     * Returns the statement that makes a table.
     *
     * @param dangling columns that are no foreign keys, since they name records that the release does not have
     */
    String table(Table table, Set<String> dangling) {
        Stream<String> columns = cells(table).stream().map(cell -> column(table, cell, dangling));
        return "create table %s (\n%s\n)"
                .formatted(
                        quoted(table.name()),
                        joined("\n", Stream.concat(columns, Stream.of(primaryKey(dataset, table)))));
    }

    static String primaryKey(Description dataset, Table table) {
        return "  PRIMARY KEY (%s)"
                .formatted(joined(", ", dataset.key(table).stream().map(SqliteSchema::quoted)));
    }

    private static String joined(String between, Stream<String> parts) {
        return parts.collect(Collectors.joining(between));
    }

    private String column(Table table, Cell cell, Set<String> dangling) {
        Field field = cell.field();
        TableStatistics counted = Objects.requireNonNull(statistics.get(table.name()));
        boolean full = field.required() && counted.field(field.name()).known() == counted.rows();
        boolean key = isKey(field) && !dangling.contains(field.name());
        return "  %s %s%s%s, -- %s"
                .formatted(
                        quoted(cell.name()),
                        type(field.type()),
                        full ? " NOT NULL" : "",
                        key
                                ? " REFERENCES %s (\"id\")"
                                        .formatted(quoted(field.references().getFirst()))
                                : "",
                        cell.description());
    }

    /** Whether all values of a field are ids of one table. */
    static boolean isKey(Field field) {
        return field.references().size() == 1 && !field.references().contains("*");
    }

    static String type(FieldType type) {
        return switch (type) {
            case ID, REF, TEXT, ENUM, DATE, LIST -> "TEXT";
            case INTEGER, BOOLEAN -> "INTEGER";
            case DECIMAL -> "NUMERIC";
        };
    }

    /** Returns the statement that inserts a row, with a value for each of the {@link #cells}. */
    static String insert(Table table) {
        Stream<String> values = cells(table).stream().map(cell -> "?");
        return "insert into %s values (%s)".formatted(quoted(table.name()), joined(", ", values));
    }

    /** Returns an index for each column that names a record, but for the first column of the primary key. */
    List<String> indexes(Table table) {
        String leading = dataset.key(table).getFirst();
        return table.fields().stream()
                .filter(field -> field.type() == FieldType.REF && !field.name().equals(leading))
                .map(field -> "create index \"%1$s_%2$s\" on \"%1$s\" (\"%2$s\")".formatted(table.name(), field.name()))
                .toList();
    }

    /** Returns the statement that adds records of a kind to the full-text table. */
    String searched(RecordKind kind) {
        Map<String, List<SearchField>> columns = data.searched(kind).stream()
                .collect(Collectors.groupingBy(field -> data.isName(kind, field.path())
                        ? "names"
                        : field.weight() == SearchField.Weight.D ? "prose" : "related"));
        Stream<String> texts =
                Stream.of("names", "related", "prose").map(column -> texts(columns.getOrDefault(column, List.of())));
        return """
                insert into "search" ("record_id", "type", "names", "related", "prose")
                select t."id", '%s', %s from %s t order by t."id"
                """.formatted(kind.type(), joined(", ", texts), quoted(kind.name()));
    }

    private static String texts(List<SearchField> fields) {
        Stream<String> texts = fields.stream().map(SqliteSchema::text);
        return fields.isEmpty() ? "null" : "nullif(concat_ws(%s, %s), '')".formatted(LINE, joined(", ", texts));
    }

    private static String text(SearchField searched) {
        Table part = searched.part();
        RecordKind target = searched.target();
        String row = part == null ? ROW : "p";
        String text = text(target == null ? row : "r", searched.field());
        if (target != null) {
            String reference = Objects.requireNonNull(searched.reference()).name();
            text = "(select %s from %s r where r.\"id\" = %s)"
                    .formatted(text, quoted(target.name()), in(row, reference));
        }
        return part == null
                ? text
                : "(select group_concat(%s, %s order by p.rowid) from %s p where %s = t.\"id\")"
                        .formatted(
                                text,
                                LINE,
                                quoted(part.name()),
                                in("p", part.fields().getFirst().name()));
    }

    private static String text(String alias, Field field) {
        String column = in(alias, field.name());
        return field.type() == FieldType.LIST
                ? "(select group_concat(value, %s) from json_each(%s))".formatted(LINE, column)
                : column;
    }

    static String in(String alias, String column) {
        return alias + "." + quoted(column);
    }

    static String quoted(String name) {
        return '"' + name + '"';
    }

    String view(View view) {
        Stream<String> order =
                Stream.concat(view.order().stream().flatMap(SqliteSchema::order), Stream.of(id(ROW, view.table())));
        return "create view %s as\nselect\n  %s\nfrom %s t\norder by %s"
                .formatted(
                        quoted(view.name()),
                        joined(",\n  ", columns(view)),
                        quoted(view.table().name()),
                        joined(", ", order.distinct()));
    }

    /** Returns the order by a field, nulls last. A date is ordered by its first and then its last day. */
    private static Stream<String> order(Field field) {
        return (field.type() == FieldType.DATE ? Stream.of(first(field), last(field)) : Stream.of(field.name()))
                .map(name -> in(ROW, name))
                .flatMap(column -> field.required() ? Stream.of(column) : Stream.of(column + " is null", column));
    }

    private Stream<String> columns(View view) {
        return view.columns().stream().map(column -> "%s as %s".formatted(value(column), quoted(column.name())));
    }

    private String value(Column column) {
        String value = value(ROW, column.way(), column, 0);
        String otherwise = column.otherwise();
        return otherwise == null ? value : "coalesce(%s, '%s')".formatted(value, otherwise.replace("'", "''"));
    }

    /** Returns the value at the end of a path, or the list of its values. */
    private String value(String alias, List<Step> way, Column column, int depth) {
        if (way.isEmpty()) {
            return in(alias, column.source().name());
        }
        List<Step> rest = way.subList(1, way.size());
        return switch (way.getFirst()) {
            case Step.Reference one -> referenced(alias, one.field(), rest, column, depth);
            case Step.Rows many -> list(alias, many, rest, column, depth);
        };
    }

    /** Returns the value from the first table that has the record. */
    private String referenced(String alias, Field reference, List<Step> rest, Column column, int depth) {
        String next = "r" + depth;
        String value = value(next, rest, column, depth + 1);
        String same = "%s = %s".formatted(in(next, "id"), in(alias, reference.name()));
        Stream<String> found = reference.references().stream()
                .map(table -> "(select %s from %s %s where %s)".formatted(value, quoted(table), next, same));
        String all = joined(", ", found);
        return reference.references().size() == 1 ? all : "coalesce(%s)".formatted(all);
    }

    /** Returns a list as JSON. An aggregate keeps the order of the rows below it, also in an older SQLite. */
    private String list(String alias, Step.Rows step, List<Step> rest, Column column, int depth) {
        String next = "r" + depth;
        String value = value(next, rest, column, depth + 1);
        Stream<String> same = step.same().stream()
                .map(pair -> in(next, pair.there().name()) + " = "
                        + in(alias, pair.here().name()));
        return """
                (select nullif(json_group_array(v), '[]') from (
                    select %s as v from %s %s where %s order by %s
                  ) where v is not null)""".formatted(value, quoted(step.table().name()), next, joined(" and ", same), id(next, step.table()));
    }

    /** Returns the id of a row. That of a part is the id of its owner and its key, with slashes between. */
    private String id(String alias, Table table) {
        return joined(" || '/' || ", dataset.key(table).stream().map(name -> in(alias, name)));
    }

    static String years(View view, Pivot pivot) {
        return "select distinct cast(substr(%s, 1, 4) as integer) as y from %s t where %s order by y"
                .formatted(in(ROW, first(pivot.by())), quoted(view.table().name()), counts(pivot));
    }

    /** Returns a condition that holds where a row has a value for twelve months. */
    private static String counts(Pivot pivot) {
        return "%s is not null and %s = date(%s, '+1 year', '-1 day')"
                .formatted(in(ROW, pivot.value().name()), in(ROW, last(pivot.by())), in(ROW, first(pivot.by())));
    }

    /** Returns the view of a flat table that has a column for each of these years. */
    String pivot(View view, Pivot pivot, List<Integer> years) {
        String first = in(ROW, first(pivot.by()));
        Stream<String> same = Stream.concat(view.order().stream().map(Field::name), Stream.of(first(pivot.by())))
                .map(name -> in(ROW, name));
        List<String> levels = data.table("citations").field("confidence").allowed();
        List<String> group = Stream.concat(
                        view.columns().stream().map(Column::name), Stream.of("year_begins", "repeat"))
                .map(SqliteSchema::quoted)
                .toList();
        List<String> shown = new ArrayList<>(group);
        shown.add(listed(years, "' ' || q", "q <> '%s'".formatted(Pivot.EXACT)) + " as \"qualified\"");
        shown.add(listed(years, "''", "d") + " as \"contradicted\"");
        shown.add(listed(years, "' ' || c", "c <> '%s'".formatted(levels.getFirst())) + " as \"confidence\"");
        years.forEach(year -> shown.add("max(case when y = %1$d then v end) as \"%1$d\"".formatted(year)));
        Stream<String> order = view.order().stream().map(field -> "\"%1$s\" is null, \"%1$s\"".formatted(field.name()));
        return """
                create view %s as
                select
                  %s
                from (
                  select
                    %s,
                    cast(substr(%s, 6, 2) as integer) as "year_begins",
                    row_number() over (partition by %s order by t."id") as "repeat",
                    cast(substr(%s, 1, 4) as integer) as y, %s as v, %s as q,
                    exists (%s) as d,
                    coalesce((%s order by %s limit 1), '%s') as c
                  from %s t
                  where %s
                )
                group by %s
                order by %s, "year_begins", "repeat\"""".formatted(
                        quoted(view.name()),
                        String.join(",\n  ", shown),
                        joined(",\n    ", columns(view)),
                        first,
                        joined(", ", same),
                        first,
                        in(ROW, pivot.value().name()),
                        in(ROW, pivot.qualifier().name()),
                        citations("1", "CONTRADICTS"),
                        citations("\"confidence\"", "SUPPORTS"),
                        joined(", ", levels.stream().map("\"confidence\" = '%s' desc"::formatted)),
                        Pivot.NONE,
                        quoted(view.table().name()),
                        counts(pivot),
                        String.join(", ", group),
                        joined(", ", order));
    }

    private static String citations(String shown, String stance) {
        return "select %s from \"citations\" where \"subject_id\" = t.\"id\" and \"stance\" = '%s'"
                .formatted(shown, stance);
    }

    /** Returns the years of which something holds, as JSON. Each is named, since aggregates of an older SQLite have no order. */
    private static String listed(List<Integer> years, String note, String holds) {
        return years.isEmpty()
                ? "null"
                : years.stream()
                        .map(year -> "coalesce(max(case when y = %1$d and %3$s then ',\"%1$d' || %2$s || '\"' end), '')"
                                .formatted(year, note, holds))
                        .collect(Collectors.joining("\n    || ", "nullif('[' || substr(", ", 2) || ']', '[]')"));
    }
}
