package org.lode.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;
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

    /** A column of a table, and the field that it is made of. */
    record Cell(String name, Field field, Form form) {

        /** Returns its description on one line. */
        String description() {
            return switch (form) {
                case WHOLE -> field.description().replaceAll("\\s+", " ");
                case FIRST_DAY -> "The first day that " + field.name() + " can mean.";
                case LAST_DAY -> "The last day that " + field.name() + " can mean.";
            };
        }
    }

    /** What a column holds of the value of its field. */
    enum Form {
        WHOLE,
        FIRST_DAY,
        LAST_DAY;

        /** Returns what the column holds of a date. */
        String of(String date) {
            return switch (this) {
                case WHOLE -> date;
                case FIRST_DAY -> PartialDate.parse(date).first().toString();
                case LAST_DAY -> PartialDate.parse(date).last().toString();
            };
        }
    }

    /** Returns the columns of a table. Beside a date are its first and last day, as in Parquet. */
    static List<Cell> cells(Table table) {
        List<Cell> cells = new ArrayList<>();
        for (Field field : table.fields()) {
            cells.add(new Cell(field.name(), field, Form.WHOLE));
            if (field.type() == FieldType.DATE) {
                cells.add(new Cell(first(field), field, Form.FIRST_DAY));
                cells.add(new Cell(last(field), field, Form.LAST_DAY));
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
        String key = primaryKey(dataset, table);
        return "create table %s (\n%s\n)"
                .formatted(
                        quoted(table.name()),
                        Stream.concat(columns, Stream.of(key)).collect(Collectors.joining("\n")));
    }

    static String primaryKey(Description dataset, Table table) {
        return dataset.key(table).stream()
                .map(SqliteSchema::quoted)
                .collect(Collectors.joining(", ", "  PRIMARY KEY (", ")"));
    }

    private String column(Table table, Cell cell, Set<String> dangling) {
        Field field = cell.field();
        StringBuilder column =
                new StringBuilder("  ").append(quoted(cell.name())).append(' ').append(type(field.type()));
        TableStatistics counted = Objects.requireNonNull(statistics.get(table.name()));
        if (field.required() && counted.field(field.name()).known() == counted.rows()) {
            column.append(" NOT NULL");
        }
        if (isKey(field) && !dangling.contains(field.name())) {
            column.append(" REFERENCES %s (\"id\")"
                    .formatted(quoted(field.references().getFirst())));
        }
        return column.append(", -- ").append(cell.description()).toString();
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
        return "insert into %s values (%s)"
                .formatted(
                        quoted(table.name()),
                        cells(table).stream().map(cell -> "?").collect(Collectors.joining(", ")));
    }

    /** Returns an index for each column that names a record, but for the first column of the primary key. */
    List<String> indexes(Table table) {
        String leading = dataset.key(table).getFirst();
        return table.fields().stream()
                .filter(field -> field.type() == FieldType.REF && !field.name().equals(leading))
                .map(field -> "create index %s on %s (%s)"
                        .formatted(
                                quoted(table.name() + "_" + field.name()), quoted(table.name()), quoted(field.name())))
                .toList();
    }

    /** Returns the statement that adds records of a kind to the full-text table; none for a kind that is not searched. */
    List<String> searched(RecordKind kind) {
        List<SearchField> fields = data.searched(kind);
        if (fields.isEmpty()) {
            return List.of();
        }
        List<SearchField> names = new ArrayList<>();
        List<SearchField> related = new ArrayList<>();
        List<SearchField> prose = new ArrayList<>();
        for (SearchField field : fields) {
            if (data.isName(kind, field.path())) {
                names.add(field);
            } else {
                (field.weight() == SearchField.Weight.D ? prose : related).add(field);
            }
        }
        return List.of("""
                insert into "search" ("record_id", "type", "names", "related", "prose")
                select t."id", '%s', %s, %s, %s from %s t order by t."id"
                """.formatted(kind.type(), texts(names), texts(related), texts(prose), quoted(kind.name())));
    }

    private static String texts(List<SearchField> fields) {
        return fields.isEmpty()
                ? "null"
                : fields.stream()
                        .map(SqliteSchema::text)
                        .collect(Collectors.joining(", ", "nullif(concat_ws(" + LINE + ", ", "), '')"));
    }

    private static String text(SearchField searched) {
        Table part = searched.part();
        RecordKind target = searched.target();
        String text = text(target != null ? "r" : part != null ? "p" : ROW, searched.field());
        String reached = target == null
                ? ""
                : "%s r where r.\"id\" = %s"
                        .formatted(
                                quoted(target.name()),
                                in(
                                        part == null ? ROW : "p",
                                        Objects.requireNonNull(searched.reference())
                                                .name()));
        if (part == null) {
            return target == null ? text : "(select %s from %s)".formatted(text, reached);
        }
        return "(select group_concat(%s, %s order by p.rowid) from %s p where %s = t.\"id\")"
                .formatted(
                        target == null ? text : "(select %s from %s)".formatted(text, reached),
                        LINE,
                        quoted(part.name()),
                        in("p", owner(part).name()));
    }

    private static Field owner(Table part) {
        return switch (part) {
            case PartKind rows -> rows.ownerField();
            case LinkKind pairs -> pairs.ownerField();
            case RecordKind kind -> throw new IllegalArgumentException(kind.name());
        };
    }

    private static String text(String alias, Field field) {
        return field.type() == FieldType.LIST
                ? "(select group_concat(value, %s) from json_each(%s))".formatted(LINE, in(alias, field.name()))
                : in(alias, field.name());
    }

    static String in(String alias, String column) {
        return alias + "." + quoted(column);
    }

    static String quoted(String name) {
        return '"' + name + '"';
    }

    /** Returns the view of a flat table that has no pivot. */
    String view(View view) {
        Stream<String> order =
                Stream.concat(view.order().stream().flatMap(SqliteSchema::order), Stream.of(id(ROW, view.table())));
        return "create view %s as\nselect\n  %s\nfrom %s t\norder by %s"
                .formatted(
                        quoted(view.name()),
                        columns(view).collect(Collectors.joining(",\n  ")),
                        quoted(view.table().name()),
                        order.distinct().collect(Collectors.joining(", ")));
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
        List<String> found = reference.references().stream()
                .map(table -> "(select %s from %s %s where %s = %s)"
                        .formatted(
                                value(next, rest, column, depth + 1),
                                quoted(table),
                                next,
                                in(next, "id"),
                                in(alias, reference.name())))
                .toList();
        return found.size() == 1
                ? found.getFirst()
                : found.stream().collect(Collectors.joining(", ", "coalesce(", ")"));
    }

    /** Returns a list as JSON. An aggregate keeps the order of the rows below it, also in an older SQLite. */
    private String list(String alias, Step.Rows step, List<Step> rest, Column column, int depth) {
        String next = "r" + depth;
        return """
                (select nullif(json_group_array(v), '[]') from (
                    select %s as v from %s %s where %s order by %s
                  ) where v is not null)""".formatted(
                        value(next, rest, column, depth + 1),
                        quoted(step.table().name()),
                        next,
                        step.same().stream()
                                .map(pair -> "%s = %s"
                                        .formatted(
                                                in(next, pair.there().name()),
                                                in(alias, pair.here().name())))
                                .collect(Collectors.joining(" and ")),
                        id(next, step.table()));
    }

    /** Returns the id of a row. That of a part is the id of its owner and its key, with slashes between. */
    private String id(String alias, Table table) {
        return dataset.key(table).stream().map(name -> in(alias, name)).collect(Collectors.joining(" || '/' || "));
    }

    /** Selects the years of a pivot. */
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
        String same = Stream.concat(view.order().stream().map(Field::name), Stream.of(first(pivot.by())))
                .map(name -> in(ROW, name))
                .collect(Collectors.joining(", "));
        List<String> group = new ArrayList<>(
                view.columns().stream().map(column -> quoted(column.name())).toList());
        group.add("\"year_begins\"");
        group.add("\"repeat\"");
        List<String> levels = data.table("citations").field("confidence").allowed();
        List<String> shown = new ArrayList<>(group);
        shown.add(listed(years, "' ' || q", "q <> '%s'".formatted(Pivot.EXACT)) + " as \"qualified\"");
        shown.add(listed(years, "''", "d") + " as \"contradicted\"");
        shown.add(listed(years, "' ' || c", "c <> '%s'".formatted(levels.getFirst())) + " as \"confidence\"");
        years.forEach(year -> shown.add("max(case when y = %1$d then v end) as \"%1$d\"".formatted(year)));
        String order = Stream.concat(
                        view.order().stream()
                                .map(field -> quoted(field.name()))
                                .flatMap(name -> Stream.of(name + " is null", name)),
                        Stream.of("\"year_begins\"", "\"repeat\""))
                .collect(Collectors.joining(", "));
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
                order by %s""".formatted(
                quoted(view.name()),
                String.join(",\n  ", shown),
                columns(view).collect(Collectors.joining(",\n    ")),
                first,
                same,
                first,
                in(ROW, pivot.value().name()),
                in(ROW, pivot.qualifier().name()),
                citations("1", "CONTRADICTS"),
                citations("\"confidence\"", "SUPPORTS"),
                levels.stream().map("\"confidence\" = '%s' desc"::formatted).collect(Collectors.joining(", ")),
                Pivot.NONE,
                quoted(view.table().name()),
                counts(pivot),
                String.join(", ", group),
                order);
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
