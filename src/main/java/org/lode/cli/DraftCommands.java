package org.lode.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.author.Draft;
import org.lode.author.Formatter;
import org.lode.author.Sample;
import org.lode.model.Failure.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** The commands that put the tables of a dataset folder in order, and draw facts from them. */
final class DraftCommands {
    private DraftCommands() {}

    /** Formats the tables of a dataset folder. */
    @Command(
            name = "format",
            description = {
                "Put the tables of a dataset folder into their one form: rows in order, Unicode NFC, line feeds,",
                "quotation marks only where they must be. Writes nothing when a table cannot be read."
            })
    static final class Format extends JsonCommand {
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

    /** Draws a random sample of facts with their sources, for a person to check. */
    @Command(
            name = "sample",
            description =
                    "Draw facts by lot from the tables of a dataset folder, with their sources, for a person to check.")
    static final class DrawSample extends JsonCommand {
        @Mixin
        private Commands.DraftOption draft = new Commands.DraftOption();

        @Option(names = "--seed", required = true, description = "A number; the same one draws the same facts.")
        private long seed;

        @Option(names = "--count", defaultValue = "30", description = "How many facts; 30 when not given.")
        private int count;

        @Option(
                names = "--type",
                description = "Type of the records to draw from, like Investment; all when not given.")
        private @Nullable String type;

        @Override
        public Integer call() {
            if (count < 1) {
                throw new BadInput("--count", count, "at least 1");
            }
            List<Sample.Fact> facts = Sample.draw(Draft.read(draft.folder), seed, count, type);
            facts.forEach(fact -> fact.lines().forEach(this::line));
            return done(object().putPOJO("facts", facts));
        }
    }
}
