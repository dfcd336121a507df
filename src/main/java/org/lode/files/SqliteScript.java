package org.lode.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.PartialDate;
import org.lode.model.RecordKind;
import org.lode.model.SearchField;
import org.lode.model.Table;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;

/** The statements that make {@code lode.sqlite}: tables, indexes and the full-text table. */
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

    static final String ROW = "t";
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

    static String first(Field field) {
        return field.name() + "_first";
    }

    static String last(Field field) {
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

    static String in(String alias, String column) {
        return alias + "." + quoted(column);
    }

    static String quoted(String name) {
        return '"' + name + '"';
    }
}
