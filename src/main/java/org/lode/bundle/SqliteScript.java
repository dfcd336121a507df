package org.lode.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lode.kind.Column;
import org.lode.kind.DataPackage;
import org.lode.kind.Field;
import org.lode.kind.FieldType;
import org.lode.kind.LinkKind;
import org.lode.kind.PartKind;
import org.lode.kind.PartialDate;
import org.lode.kind.Pivot;
import org.lode.kind.RecordKind;
import org.lode.kind.SearchField;
import org.lode.kind.Table;
import org.lode.kind.View;

/**
 * The statements that make {@code lode.sqlite}: tables, indexes, views and the full-text table.
 *
 * <p>Readers may have an older SQLite than Lode. So views use nothing newer than SQLite 3.30; statements that Lode runs itself
 * may.
 */
final class SqliteScript {
    /** Ids and names of records, and their texts. */
    static final String SEARCH = """
            create virtual table "search" using fts5(
              "record_id" unindexed, "type" unindexed, "names", "related", "prose",
              tokenize = 'unicode61 remove_diacritics 2'
            )
            """;

    /** The release that the file is made of. */
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

    private static final String ROW = "t";
    private static final String LINE = "char(10)";

    private final ReleaseContent content;
    private final DataPackage data;

    SqliteScript(ReleaseContent content) {
        this.content = content;
        this.data = content.data();
    }

    /** A column of a table, and the field that it is made of. */
    record Cell(String name, Field field, Form form) {

        /** What it means, on one line. */
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

        /** What it holds of a date. */
        String of(String date) {
            return switch (this) {
                case WHOLE -> date;
                case FIRST_DAY -> PartialDate.parse(date).first().toString();
                case LAST_DAY -> PartialDate.parse(date).last().toString();
            };
        }
    }

    /** The columns of a table. Beside a date are its first and last day, as in Parquet. */
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

    private static String first(Field field) {
        return field.name() + "_first";
    }

    private static String last(Field field) {
        return field.name() + "_last";
    }

    /**
     * Makes a table.
     *
     * @param astray columns that name a record which the release does not have, so that they are no foreign keys
     */
    String table(Table table, Set<String> astray) {
        Stream<String> columns = cells(table).stream().map(cell -> column(table, cell, astray));
        String key = content.description().key(table).stream()
                .map(SqliteScript::quoted)
                .collect(Collectors.joining(", ", "  PRIMARY KEY (", ")"));
        return "create table %s (\n%s\n)"
                .formatted(
                        quoted(table.name()),
                        Stream.concat(columns, Stream.of(key)).collect(Collectors.joining("\n")));
    }

    private String column(Table table, Cell cell, Set<String> astray) {
        Field field = cell.field();
        StringBuilder column =
                new StringBuilder("  ").append(quoted(cell.name())).append(' ').append(type(field.type()));
        TableFacts facts = content.facts(table);
        if (field.required() && facts.field(field.name()).known() == facts.rows()) {
            column.append(" NOT NULL");
        }
        if (isKey(field) && !astray.contains(field.name())) {
            column.append(" REFERENCES %s (\"id\")"
                    .formatted(quoted(field.references().getFirst())));
        }
        return column.append(", -- ").append(cell.description()).toString();
    }

    /** Whether all its values are ids of one table. */
    private static boolean isKey(Field field) {
        return field.references().size() == 1 && !field.references().contains("*");
    }

    private static String type(FieldType type) {
        return switch (type) {
            case ID, REF, TEXT, ENUM, DATE, LIST -> "TEXT";
            case INTEGER, BOOLEAN -> "INTEGER";
            case DECIMAL -> "NUMERIC";
        };
    }

    /** Puts a row into a table, with a value for each of its {@link #cells}. */
    static String insert(Table table) {
        return "insert into %s values (%s)"
                .formatted(
                        quoted(table.name()),
                        cells(table).stream().map(cell -> "?").collect(Collectors.joining(", ")));
    }

    /** Makes an index on each column that names a record, but for those that the primary key begins with. */
    List<String> indexes(Table table) {
        String leading = content.description().key(table).getFirst();
        return table.fields().stream()
                .filter(field -> field.type() == FieldType.REF && !field.name().equals(leading))
                .map(field -> "create index %s on %s (%s)"
                        .formatted(
                                quoted(table.name() + "_" + field.name()), quoted(table.name()), quoted(field.name())))
                .toList();
    }

    /** Fills the full-text table with records of one kind; nothing for a kind that is not searched. */
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
                        .map(SqliteScript::text)
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

    /** Makes a flat table that has no pivot. */
    String view(View view) {
        // Ids of parts are those of their owners and their keys, with slashes between.
        String id = content.description().key(view.table()).stream()
                .map(name -> in(ROW, name))
                .collect(Collectors.joining(" || '/' || "));
        Stream<String> order = Stream.concat(view.order().stream().flatMap(SqliteScript::order), Stream.of(id));
        return "create view %s as\nselect\n  %s\nfrom %s t\norder by %s"
                .formatted(
                        quoted(view.name()),
                        columns(view).collect(Collectors.joining(",\n  ")),
                        quoted(view.table().name()),
                        order.distinct().collect(Collectors.joining(", ")));
    }

    /** The order of a field, without a value last; of a date that of its first and then its last day. */
    private static Stream<String> order(Field field) {
        return (field.type() == FieldType.DATE ? Stream.of(first(field), last(field)) : Stream.of(field.name()))
                .map(name -> in(ROW, name))
                .flatMap(column -> field.required() ? Stream.of(column) : Stream.of(column + " is null", column));
    }

    private Stream<String> columns(View view) {
        return view.columns().stream()
                .map(column -> "%s as %s".formatted(value(ROW, column.way(), column, 0), quoted(column.name())));
    }

    /** The value at the end of a way of references; of the first table that has the record. */
    private String value(String alias, List<Field> way, Column column, int depth) {
        if (way.isEmpty()) {
            return in(alias, column.source());
        }
        Field reference = way.getFirst();
        String next = "r" + depth;
        List<String> found = reference.references().stream()
                .map(table -> "(select %s from %s %s where %s = %s)"
                        .formatted(
                                value(next, way.subList(1, way.size()), column, depth + 1),
                                quoted(table),
                                next,
                                in(next, "id"),
                                in(alias, reference.name())))
                .toList();
        return found.size() == 1
                ? found.getFirst()
                : found.stream().collect(Collectors.joining(", ", "coalesce(", ")"));
    }

    /** Asks for the years of a pivot, and whether each has a value that is not exact. */
    static String years(View view, Pivot pivot) {
        return """
                select cast(substr(%1$s, 1, 4) as integer) as y, max(%2$s is not null and %2$s <> 'EXACT')
                from %3$s t where %4$s group by y order by y
                """.formatted(
                        in(ROW, first(pivot.by())),
                        in(ROW, pivot.qualifier().name()),
                        quoted(view.table().name()),
                        counts(pivot));
    }

    /** Whether a row has a value for twelve months. */
    private static String counts(Pivot pivot) {
        return "%s is not null and %s = date(%s, '+1 year', '-1 day')"
                .formatted(in(ROW, pivot.value().name()), in(ROW, last(pivot.by())), in(ROW, first(pivot.by())));
    }

    /**
     * Makes the flat table that has a column for each year.
     *
     * @param years with whether some value of the year is not exact
     */
    String pivot(View view, Pivot pivot, Map<Integer, Boolean> years) {
        String first = in(ROW, first(pivot.by()));
        String same = Stream.concat(view.order().stream().map(Field::name), Stream.of(first(pivot.by())))
                .map(name -> in(ROW, name))
                .collect(Collectors.joining(", "));
        List<String> group = new ArrayList<>(
                view.columns().stream().map(column -> quoted(column.name())).toList());
        group.add("\"year_begins\"");
        group.add("\"series\"");
        List<String> shown = new ArrayList<>(group);
        shown.add(qualified(years));
        years.keySet().forEach(year -> shown.add("max(case when y = %1$d then v end) as \"%1$d\"".formatted(year)));
        String order = Stream.concat(
                        view.order().stream()
                                .map(field -> quoted(field.name()))
                                .flatMap(name -> Stream.of(name + " is null", name)),
                        Stream.of("\"year_begins\"", "\"series\""))
                .collect(Collectors.joining(", "));
        return """
                create view %s as
                select
                  %s
                from (
                  select
                    %s,
                    cast(substr(%s, 6, 2) as integer) as "year_begins",
                    row_number() over (partition by %s order by t."id") as "series",
                    cast(substr(%s, 1, 4) as integer) as y, %s as v, %s as q
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
                        quoted(view.table().name()),
                        counts(pivot),
                        String.join(", ", group),
                        order);
    }

    /** The years whose value is not exact, as JSON. Aggregates of an older SQLite have no order, so each year is named. */
    private static String qualified(Map<Integer, Boolean> years) {
        String all = years.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .map(year -> "coalesce(max(case when y = %1$d and q <> 'EXACT' then ',\"%1$d ' || q || '\"' end), '')"
                        .formatted(year))
                .collect(Collectors.joining("\n    || "));
        return all.isEmpty()
                ? "null as \"qualified\""
                : "nullif('[' || substr(%s, 2) || ']', '[]') as \"qualified\"".formatted(all);
    }

    private static String in(String alias, String column) {
        return alias + "." + quoted(column);
    }

    static String quoted(String name) {
        return '"' + name + '"';
    }
}
