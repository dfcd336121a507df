package org.lode.author;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lode.model.BadInput;
import org.lode.model.RecordKind;
import org.lode.model.StartFailed;
import org.lode.release.Delta;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Op;
import org.lode.release.RecordKey;
import org.lode.release.Release.CalendarVersion;
import org.lode.release.Roots;
import org.lode.release.State;

/** Makes the next release of a dataset from its tables. */
public final class Author {

    /** What people decide about a release; {@code allowEmpty} for one that changes nothing. */
    public record Order(String version, Instant publishedAt, String notes, boolean allowEmpty) {}

    /** What came of it. */
    public sealed interface Outcome {
        /** The release is in its folder. */
        record Released(Published release) implements Outcome {}

        /** Nothing was written, because of these problems. */
        record Rejected(List<Problem> problems) implements Outcome {}
    }

    private final Draft draft;
    private final ReleaseArchive archive;
    private final ReleaseFolder folder;

    private Author(Draft draft, ReleaseArchive archive) {
        this.draft = draft;
        this.archive = archive;
        this.folder = new ReleaseFolder(draft.folder());
    }

    /** Writes the release that this order asks for, or nothing at all. */
    public static Outcome release(Draft draft, Order order) {
        List<Problem> problems = draft.problems();
        return problems.isEmpty()
                ? new Author(draft, ReleaseArchive.read(draft.folder(), release -> {})).release(order)
                : new Outcome.Rejected(problems);
    }

    private Outcome release(Order order) {
        checkOrder(order);
        Changes changes = Changes.of(draft, archive.state(), archive.gone());
        if (!changes.problems().isEmpty()) {
            return new Outcome.Rejected(changes.problems());
        }
        if (changes.ops().isEmpty() && !order.allowEmpty()) {
            throw new StartFailed("nothing changed since %s (expected: a change, or --allow-empty)"
                    .formatted(archive.newest()
                            .map(newest -> newest.manifest().version())
                            .orElse("the beginning")));
        }
        return new Outcome.Released(folder.write(
                archive,
                delta(changes.ops(), changes.after()),
                order,
                changes.after().roots(types())));
    }

    private void checkOrder(Order order) {
        CalendarVersion version;
        try {
            version = CalendarVersion.parse(order.version());
        } catch (IllegalArgumentException e) {
            throw new BadInput("--version", order.version(), String.valueOf(e.getMessage()));
        }
        folder.checkAbsent(order.version());
        archive.newest().map(Published::manifest).ifPresent(newest -> checkLater(order, version, newest));
    }

    private static void checkLater(Order order, CalendarVersion version, Manifest newest) {
        if (version.compareTo(CalendarVersion.parse(newest.version())) <= 0) {
            throw new BadInput("--version", order.version(), "higher than " + newest.version());
        }
        if (!order.publishedAt().isAfter(newest.publishedAt())) {
            throw new BadInput("--published-at", order.publishedAt(), "later than " + newest.publishedAt());
        }
    }

    private Delta delta(List<Op> ops, State after) {
        Optional<Manifest> newest = archive.newest().map(Published::manifest);
        int from = newest.map(Manifest::sequence).orElse(0);
        Roots roots = after.roots(types());
        return new Delta(
                from,
                from + 1,
                newest.map(Manifest::root).orElse(null),
                roots.root(),
                draft.description().schemaVersion(),
                ops);
    }

    /** Every type that the description knows or that a record still has. */
    private Set<String> types() {
        Set<String> types = new HashSet<>();
        draft.description().records().stream().map(RecordKind::type).forEach(types::add);
        archive.state().leaves().keySet().stream().map(RecordKey::type).forEach(types::add);
        return types;
    }
}
