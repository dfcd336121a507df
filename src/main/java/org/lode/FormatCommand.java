package org.lode;

import java.util.concurrent.Callable;
import org.lode.draft.Formatter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Puts the tables of a dataset folder into their one form. */
@Command(
        name = "format",
        description = {
            "Put the tables of a dataset folder into their one form: rows in order, Unicode NFC, line feeds,",
            "quotation marks only where they must be. Writes nothing when a table cannot be read."
        })
final class FormatCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DraftOption draft = new DraftOption();

    @Override
    public Integer call() {
        Formatter.Outcome outcome = Formatter.format(draft.folder());
        if (!outcome.problems().isEmpty()) {
            return DraftOption.reject(outcome.problems(), spec.commandLine().getErr());
        }
        outcome.changed().forEach(file -> spec.commandLine().getOut().println(file + " is put in order"));
        if (outcome.changed().isEmpty()) {
            spec.commandLine().getOut().println("the tables are in their form");
        }
        return 0;
    }
}
