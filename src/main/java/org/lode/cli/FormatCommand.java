package org.lode.cli;

import java.util.concurrent.Callable;
import org.lode.author.Formatter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts the tables of a dataset folder into their one form. */
@Command(
        name = "format",
        description = {
            "Put the tables of a dataset folder into their one form: rows in order, Unicode NFC, line feeds,",
            "quotation marks only where they must be. Writes nothing when a table cannot be read."
        })
final class FormatCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Mixin
    private DraftOption draft = new DraftOption();

    @Override
    public Integer call() {
        Formatter.Outcome outcome = Formatter.format(draft.folder());
        ObjectNode object = Output.object();
        ArrayNode changed = object.putArray("changed");
        outcome.changed().forEach(changed::add);
        if (!outcome.problems().isEmpty()) {
            return DraftOption.reject(outcome.problems(), output, object);
        }
        outcome.changed().forEach(file -> output.line(file + " is put in order"));
        if (outcome.changed().isEmpty()) {
            output.line("the tables are in their form");
        }
        return output.done(object);
    }
}
