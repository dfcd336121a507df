package org.lode.files;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The codebook for people: Markdown. */
final class CodebookText {
    private final StringBuilder text = new StringBuilder();

    private CodebookText() {}

    static String of(JsonNode codebook) {
        CodebookText text = new CodebookText();
        text.head(codebook);
        codebook.path("tables").forEach(text::table);
        return text.text.toString();
    }

    private void head(JsonNode book) {
        text.append("""
                # %s: codebook of release %s

                Root `%s`. Every table is a file `data/TABLE.csv`, `.jsonl` and `.parquet`.

                Of each field: its type, whether it has to be there, how many rows have a value, the first release in which one had, and how many
                of a hundred values have a source that supports them: one for the record as a whole or for the field, and (in brackets) one for the field or its
                part of the record alone.
                """.formatted(
                        book.path("title").asString(),
                        book.path("version").asString(),
                        book.path("root").asString()));
    }

    private void table(JsonNode table) {
        text.append("\n## %s\n\n%s %s rows, told apart by %s.\n\n"
                .formatted(
                        table.path("name").asString(),
                        table.path("definition").asString(),
                        table.path("rows").asString(),
                        table.path("key")
                                .valueStream()
                                .map(key -> "`" + key.asString() + "`")
                                .collect(Collectors.joining(", "))));
        text.append("| field | type | what it is | if empty | known | since | cited, % |\n");
        text.append("|---|---|---|---|---:|---|---:|\n");
        table.path("fields").forEach(this::field);
        table.path("fields").forEach(this::values);
    }

    private void field(JsonNode field) {
        text.append("| `%s` | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        field.path("name").asString(),
                        type(field),
                        cell(definition(field)),
                        cell(field.path("empty").asString()),
                        field.path("known").asString(),
                        field.path("since").asString("–"),
                        cited(field.path("cited"))));
    }

    private static String type(JsonNode field) {
        String unit = field.path("unit").asString("");
        String leads = field.path("references")
                .valueStream()
                .map(JsonNode::asString)
                .map(table -> table.equals("*") ? "any table" : table)
                .collect(Collectors.joining(", "));
        return field.path("type").asString()
                + (unit.isEmpty() ? "" : ", " + unit)
                + (leads.isEmpty() ? "" : " to " + leads);
    }

    private static String definition(JsonNode field) {
        String example = field.path("example").asString("");
        return field.path("definition").asString() + (example.isEmpty() ? "" : " Example: `" + example + "`");
    }

    private static String cited(JsonNode cited) {
        return cited.isObject()
                ? "%s (%s)"
                        .formatted(
                                cited.path("percent").asString(),
                                cited.path("percentOfItself").asString())
                : "–";
    }

    private void values(JsonNode field) {
        if (field.path("values").isEmpty()) {
            return;
        }
        text.append("\nValues of `").append(field.path("name").asString()).append("`:\n\n");
        field.path("values")
                .forEach(value -> text.append("- `")
                        .append(value.path("value").asString())
                        .append("`: ")
                        .append(value.path("meaning")
                                .asString(value.path("label").asString("")))
                        .append('\n'));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
