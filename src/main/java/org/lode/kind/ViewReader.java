package org.lode.kind;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.failure.DatasetDamaged;
import tools.jackson.databind.JsonNode;

/** Reads the flat tables of a description ({@code x-views}): their columns are fields, or ways of references to fields. */
final class ViewReader {
    private final List<Table> tables;

    ViewReader(List<Table> tables) {
        this.tables = tables;
    }

    List<View> read(JsonNode nodes) {
        List<View> views = new ArrayList<>();
        for (JsonNode node : nodes) {
            Table table = table(node.path("resource").asString(""));
            List<Field> order = new ArrayList<>();
            node.path("order").forEach(name -> order.add(field(table, name.asString())));
            List<Column> columns = new ArrayList<>();
            node.path("fields").forEach(path -> columns.add(column(table, path.asString())));
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

    /** {@code project_id.country_id.name} is the column {@code project_country_name}. */
    private Column column(Table table, String path) {
        List<Field> way = new ArrayList<>();
        Table at = table;
        String[] steps = path.split("\\.");
        for (int i = 0; i < steps.length - 1; i++) {
            Field reference = field(at, steps[i]);
            way.add(reference);
            at = table(
                    reference.references().isEmpty()
                            ? ""
                            : reference.references().getFirst());
        }
        Field last = field(at, steps[steps.length - 1]);
        return new Column(last.named(path.replace("_id.", "_")), List.copyOf(way), last.name());
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
