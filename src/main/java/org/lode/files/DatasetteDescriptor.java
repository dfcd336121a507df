package org.lode.files;

import org.lode.model.Table;
import org.lode.model.View;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The file {@code metadata.json}: what Datasette shows beside {@code lode.sqlite}. */
final class DatasetteDescriptor {
    static final String FILE = "metadata.json";

    private static final String SEARCHED = "Names, related names and prose of records, for full-text search.";
    private static final String RELEASE = "The release that this file holds, and how to cite it.";

    private final ReleaseContent content;

    DatasetteDescriptor(ReleaseContent content) {
        this.content = content;
    }

    ObjectNode json() {
        Description description = content.description();
        ObjectNode root = BundleJson.object();
        root.put("title", description.title() + ", release " + content.release().version())
                .put("description", description.text())
                .put("license", description.license().path("name").asString())
                .put("license_url", description.license().path("path").asString())
                .put("source", content.citation().text());
        ObjectNode tables = root.putObject("databases")
                .putObject(SqliteStore.FILE.replaceFirst("[.][a-z]+$", ""))
                .putObject("tables");
        content.data().tables().forEach(table -> tables.set(table.name(), table(table)));
        content.data().views().forEach(view -> tables.set(view.name(), view(view)));
        tables.putObject("search").put("description", SEARCHED);
        tables.putObject("lode_release").put("description", RELEASE);
        return root;
    }

    private ObjectNode table(Table table) {
        JsonNode written = content.description().resource(table);
        ObjectNode shown = shown(
                written.path("title").asString(), written.path("description").asString());
        ObjectNode columns = shown.putObject("columns");
        SqliteScript.cells(table).forEach(cell -> columns.put(cell.name(), cell.description()));
        return shown;
    }

    private static ObjectNode view(View view) {
        ObjectNode shown = shown(view.title(), view.description());
        ObjectNode columns = shown.putObject("columns");
        view.columns()
                .forEach(column -> columns.put(column.name(), column.field().description()));
        return shown;
    }

    private static ObjectNode shown(String title, String description) {
        return BundleJson.object().put("title", title).put("description", description);
    }
}
