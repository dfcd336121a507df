package org.lode.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.author.Addition;
import org.lode.author.Draft;
import org.lode.author.Review;
import org.lode.model.Failure.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a new row of a table with its id and its citation; prints them or writes them. */
@Command(
        name = "add",
        description = {
            "Print a new row of a table with its id, its citation and their places, or write them.",
            "The id is made from the values when none is given."
        })
final class AddCommand extends JsonCommand {
    @Mixin
    private Commands.DraftOption draft = new Commands.DraftOption();

    @Parameters(index = "0", paramLabel = "KIND", description = "What to add, like project, deal_event or source.")
    private String kind = "";

    @Parameters(index = "1..*", paramLabel = "COLUMN=VALUE", description = "Cells of the row, like name=Abra.")
    private List<String> cells = List.of();

    @Option(names = "--source", description = "Id of the source that states it.")
    private @Nullable String source;

    @Option(names = "--asserted", defaultValue = "", description = "What the source states, in your words.")
    private String asserted = "";

    @Option(names = "--field", description = "The field that it states; the whole row when not given.")
    private @Nullable String field;

    @Option(names = "--locator", description = "Where in the source it stands.")
    private @Nullable String locator;

    @Option(names = "--confidence", defaultValue = "LOW", description = "HIGH, MEDIUM or LOW; LOW when not given.")
    private String confidence = "LOW";

    @Option(names = "--contradicts", description = "The source contradicts the row.")
    private boolean contradicts;

    @Option(names = "--joint", description = "The words sum up several sources.")
    private boolean joint;

    @Option(names = "--recalled", description = "The text was not read.")
    private boolean recalled;

    @Option(names = "--write", description = "Also write the rows into their tables.")
    private boolean write;

    @Override
    public Integer call() {
        Draft tables = Draft.read(draft.folder);
        Addition addition = Addition.of(tables, Review.usedIds(tables), kind, cells(), claim());
        for (Addition.Place place : addition.places()) {
            String after = place.after().isEmpty() ? "the first row" : "after " + place.after();
            line("%s, line %d, %s:".formatted(place.file(), place.line(), after));
            line(place.row());
        }
        if (write) {
            addition.write();
        }
        return done(object().put("written", write).putPOJO("rows", addition.places()));
    }

    private Map<String, String> cells() {
        Map<String, String> byColumn = new LinkedHashMap<>();
        for (String cell : cells) {
            int equals = cell.indexOf('=');
            if (equals < 1) {
                throw new BadInput("COLUMN=VALUE", cell, "a column, =, and its value");
            }
            byColumn.put(cell.substring(0, equals), cell.substring(equals + 1));
        }
        return byColumn;
    }

    private Addition.@Nullable Claim claim() {
        if (source == null) {
            return null;
        }
        if (asserted.isBlank()) {
            throw new BadInput("--asserted", "empty", "what the source states, in your words");
        }
        return new Addition.Claim(
                source,
                asserted,
                field,
                locator,
                contradicts ? "CONTRADICTS" : "SUPPORTS",
                joint,
                recalled ? "RECALLED" : "SOURCE_SEEN",
                confidence);
    }
}
