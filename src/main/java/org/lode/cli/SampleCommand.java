package org.lode.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.author.Draft;
import org.lode.author.Sample;
import org.lode.model.Failure.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws a random sample of facts with their sources, for a person to check. */
@Command(
        name = "sample",
        description =
                "Draw facts by lot from the tables of a dataset folder, with their sources, for a person to check.")
final class SampleCommand extends JsonCommand {
    @Mixin
    private Commands.DraftOption draft = new Commands.DraftOption();

    @Option(names = "--seed", required = true, description = "A number; the same one draws the same facts.")
    private long seed;

    @Option(names = "--count", defaultValue = "30", description = "How many facts; 30 when not given.")
    private int count;

    @Option(names = "--type", description = "Type of the records to draw from, like Investment; all when not given.")
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
