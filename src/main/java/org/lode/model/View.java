package org.lode.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field.FieldType;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;
import org.lode.model.View.Column;
import org.lode.model.View.Pivot;
import org.lode.model.View.Step;
import tools.jackson.databind.JsonNode;

/**
 * A flat table for analysis, with columns of related rows.
 *
 * @param table the table of its rows, one for one unless there is a pivot
 * @param order the fields that the rows are sorted by; with a pivot, the fields that identify a row
 */
public record View(
        String name,
        String title,
        String description,
        Table table,
        List<Field> order,
        List<Column> columns,
        @Nullable Pivot pivot) {

    /** A table as it is stored. */
    public static View stored(Table table) {
        List<Column> columns = table.fields().stream().map(Column::own).toList();
        return new View(table.name(), "", "", table, List.of(), columns, null);
    }

    /**
     * A column of a flat table: a field of the row itself or of related rows.
     *
     * <p>A column with a step to rows of a part is a list: it has a value for each of these rows, in the order of their ids.
     *
     * @param field the field under its name in the file
     * @param way the steps to the related row; empty for the row itself
     * @param source the field of the related row
     * @param otherwise the text for rows without a value; null for none
     */
    public record Column(
            Field field,
            List<Step> way,
            Field source,
            @Nullable String otherwise) {

        /** A field of the row itself, under its own name. */
        public static Column own(Field field) {
            return new Column(field, List.of(), field, null);
        }

        public String name() {
            return field.name();
        }
    }

    /**
     * Turns rows with one value for a year into one row with a column for each year.
     *
     * @param by the period of a value
     * @param value the value in the columns
     * @param qualifier the exactness of the value
     */
    public record Pivot(Field by, Field value, Field qualifier) {
        /** The qualifier of a value without one. */
        public static final String EXACT = "EXACT";

        /** The confidence of a value that no citation supports. */
        public static final String NONE = "NONE";
    }

    /** One step of the way from a row to the values of a column. */
    public sealed interface Step {

        /** To the record that a field names. */
        record Reference(Field field) implements Step {}

        /**
         * To rows of a part or to pairs, any number of them.
         *
         * @param table where the rows are
         * @param same what a row has in common with the row that the step begins at
         */
        record Rows(Table table, List<Same> same) implements Step {}

        /**
         * Two fields with the same value.
         *
         * @param there the field of the row that the step leads to
         * @param here the field of the row that it begins at
         */
        record Same(Field there, Field here) {}
    }

    /**
     * Reads the flat tables of a description ({@code x-views}).
     *
     * <p>A column is a path: {@code project_id.country_id.name} goes by references to a field. One step of a path may be the name of a
     * table of parts or pairs: {@code deal_id.deal_parties.organization_id} is the list of the parties of a deal.
     */
    record ViewReader(List<Table> tables) {

        List<View> read(JsonNode nodes) {
            List<View> views = new ArrayList<>();
            for (JsonNode node : nodes) {
                Table table = table(node.path("resource").asString(""));
                List<Field> order = node.path("order")
                        .valueStream()
                        .map(name -> field(table, name.asString()))
                        .toList();
                List<Column> columns = new ArrayList<>();
                node.path("fields").forEach(column -> columns.add(column(table, column)));
                views.add(new View(
                        node.path("name").asString(""),
                        node.path("title").asString(""),
                        node.path("description").asString(""),
                        table,
                        List.copyOf(order),
                        List.copyOf(columns),
                        pivot(table, node.path("pivot"))));
            }
            return List.copyOf(views);
        }

        private static @Nullable Pivot pivot(Table table, JsonNode node) {
            return node.isMissingNode()
                    ? null
                    : new Pivot(
                            field(table, node.path("by").asString("")),
                            field(table, node.path("value").asString("")),
                            field(table, node.path("qualifier").asString("")));
        }

        private Column column(Table table, JsonNode node) {
            String path = node.isObject() ? node.path("path").asString("") : node.asString("");
            List<Step> way = new ArrayList<>();
            Table at = table;
            String[] names = path.split("\\.");
            for (int i = 0; i < names.length - 1; i++) {
                Step step = step(at, names[i], path);
                way.add(step);
                at = switch (step) {
                    case Step.Reference one -> table(one.field().references().getFirst());
                    case Step.Rows many -> many.table();
                };
            }
            Field source = field(at, names[names.length - 1]);
            return new Column(
                    shown(node, path, way, source),
                    List.copyOf(way),
                    source,
                    node.path("otherwise").asString(null));
        }

        /**
         * {@code project_id.country_id.name} is the column {@code project_country_name}. A list has a name of its own, and so has a
         * text that says something where there is no value.
         */
        private static Field shown(JsonNode node, String path, List<Step> way, Field source) {
            long lists = way.stream().filter(Step.Rows.class::isInstance).count();
            if (lists == 0 && !node.isObject()) {
                return source.named(path.replace("_id.", "_"));
            }
            String name = node.path("name").asString("");
            String description = node.path("description").asString("");
            boolean text = lists == 0 && node.path("otherwise").isString() && source.type() == FieldType.TEXT;
            if (!(text || lists == 1) || name.isEmpty() || description.isEmpty()) {
                throw damaged(
                        path,
                        "references; or a name, a description, and a path with one table of parts or pairs, or to a text with otherwise");
            }
            return Field.made(name, text ? FieldType.TEXT : FieldType.LIST, description);
        }

        private Step step(Table at, String name, String path) {
            Optional<Table> rows =
                    tables.stream().filter(table -> table.name().equals(name)).findFirst();
            if (rows.isPresent()) {
                return rows(at, rows.get(), path);
            }
            Field reference = field(at, name);
            if (reference.references().isEmpty() || reference.references().contains("*")) {
                throw damaged(path, name + " as a field that names records");
            }
            return new Step.Reference(reference);
        }

        private static Step.Rows rows(Table at, Table rows, String path) {
            return switch (rows) {
                case PartKind part ->
                    at instanceof PartKind other ? naming(part, other, path) : belonging(part, part.owner(), at, path);
                case LinkKind link -> belonging(link, link.owner(), at, path);
                case RecordKind kind -> belonging(kind, "", at, path);
            };
        }

        private static Step.Rows belonging(Table rows, String owner, Table at, String path) {
            if (!owner.equals(at.name())) {
                throw astray(rows, at, path);
            }
            // The field that names the owner is always the first.
            return new Step.Rows(rows, List.of(new Step.Same(rows.fields().getFirst(), field(at, "id"))));
        }

        /** The rows of a part that name a row of another part: its owner and its key. */
        private static Step.Rows naming(PartKind part, PartKind at, String path) {
            PartKind.Collection collection = at.collections().stream()
                    .filter(rows -> rows.table().equals(part.name()))
                    .findFirst()
                    .orElseThrow(() -> astray(part, at, path));
            List<String> own = at.keyColumns();
            List<Step.Same> same = IntStream.range(0, own.size())
                    .mapToObj(i -> new Step.Same(field(part, collection.fields().get(i)), field(at, own.get(i))))
                    .toList();
            return new Step.Rows(part, same);
        }

        private static DatasetDamaged astray(Table rows, Table at, String path) {
            return damaged(path, rows.name() + " as a part of " + at.name());
        }

        private Table table(String name) {
            return tables.stream()
                    .filter(table -> table.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> damaged(name, "the name of a table"));
        }

        private static Field field(Table table, String name) {
            return table.fields().stream()
                    .filter(field -> field.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> damaged(name, "a field of " + table.name()));
        }

        private static DatasetDamaged damaged(String value, String expected) {
            return new DatasetDamaged("datapackage.json: x-views: %s (expected: %s)".formatted(value, expected));
        }
    }
}
