package org.lode.cli;

import org.lode.author.Formatter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ObjectNode;

/** Formats the tables of a dataset folder. */
@Command(
        name = "format",
        description = {
            "Put the tables of a dataset folder into their one form: rows in order, Unicode NFC, line feeds,",
            "quotation marks only where they must be. Writes nothing when a table cannot be read."
        })
final class FormatCommand extends JsonCommand {
    @Mixin
    private Commands.DraftOption draft = new Commands.DraftOption();

    @Override
    public Integer call() {
        Formatter.Outcome outcome = Formatter.format(draft.folder);
        ObjectNode object = object().putPOJO("changed", outcome.changed());
        if (!outcome.problems().isEmpty()) {
            return reject(outcome.problems(), object);
        }
        outcome.changed().forEach(file -> line(file + " is put in order"));
        if (outcome.changed().isEmpty()) {
            line("the tables are in their form");
        }
        return done(object);
    }
}
