package org.lode.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.lode.author.Author;
import org.lode.author.Draft;
import org.lode.model.Failure.BadInput;
import org.lode.release.Manifest;
import org.lode.release.Roots.TableRoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the next release from the tables of a dataset folder. */
@Command(name = "release", description = "Make the tables of a dataset folder its next release.")
final class ReleaseCommand extends JsonCommand {
    /** How far this machine's clock may be behind the clock that {@code --published-at} is from. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    @Mixin
    private Commands.DraftOption draft = new Commands.DraftOption();

    @Option(names = "--version", required = true, description = "YEAR.MONTH.NUMBER, like 2026.11.1.")
    private String version = "";

    @Option(names = "--published-at", description = "An instant that is not in the future; now when not given.")
    private @Nullable Instant publishedAt;

    @Option(names = "--notes", defaultValue = "", description = "What is new, in Markdown.")
    private String notes = "";

    @Option(names = "--allow-empty", description = "Also when nothing changed.")
    private boolean allowEmpty;

    @Override
    public Integer call() {
        Author.Order order = new Author.Order(version, instant(), notes, allowEmpty);
        return switch (Author.release(Draft.read(draft.folder), order)) {
            case Author.Outcome.Rejected rejected -> reject(rejected.problems(), object());
            case Author.Outcome.Released released -> print(released.release().manifest());
        };
    }

    /** Returns the instant of publication. A future one would break the order of releases that are made before it. */
    private Instant instant() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        if (publishedAt == null) {
            return now;
        }
        if (publishedAt.isAfter(now.plus(CLOCK_SKEW))) {
            throw new BadInput("--published-at", publishedAt, "an instant that is not in the future; now it is " + now);
        }
        return publishedAt;
    }

    private int print(Manifest manifest) {
        int records = manifest.tables().stream().mapToInt(TableRoot::rows).sum();
        int changes =
                manifest.reasons().values().stream().mapToInt(Integer::intValue).sum();
        line("%s (%d): %d records, %d changes %s, root %s"
                .formatted(
                        manifest.version(),
                        manifest.sequence(),
                        records,
                        changes,
                        manifest.reasons(),
                        manifest.root()));
        return done(release(manifest)
                .put("publishedAt", manifest.publishedAt().toString())
                .put("records", records)
                .put("changes", changes)
                .putPOJO("reasons", manifest.reasons()));
    }
}
