package org.lode.author;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lode.author.ReleaseArchive.History;
import org.lode.author.ReleaseArchive.Release;
import org.lode.release.Difference;
import org.lode.release.Op;
import org.lode.release.Op.Cause;
import org.lode.release.RecordKey;

/** A draft as the next release: what prevents the release, and what it changes. */
public final class Review {
    private final Draft draft;
    private final List<Problem> problems;

    private Review(Draft draft, List<Problem> problems) {
        this.draft = draft;
        this.problems = problems;
    }

    /** Checks the tables of a dataset folder by the rules, and their changes by the reasons in reasons.csv. */
    public static Review of(Path dataset) {
        Draft draft = Draft.read(dataset);
        return new Review(draft, draft.problems().isEmpty() ? changes(draft).problems() : draft.problems());
    }

    private static Changes changes(Draft draft) {
        ReleaseArchive archive = ReleaseArchive.read(draft.folder(), release -> {});
        return Changes.of(draft, archive.state(), archive.gone());
    }

    /** Returns what prevents a release. */
    public List<Problem> problems() {
        return problems;
    }

    public List<Problem> warnings() {
        return draft.warnings();
    }

    /** Returns the ids of all records of all releases in the folder of the draft. */
    public static Set<String> usedIds(Draft draft) {
        ReleaseArchive archive = ReleaseArchive.read(draft.folder(), release -> {});
        return Stream.concat(archive.state().leaves().keySet().stream(), archive.gone().keySet().stream())
                .map(RecordKey::id)
                .collect(Collectors.toSet());
    }

    /** Returns the differences from a release, each with its last reason. Only for a draft without problems. */
    public List<Op> since(String version) {
        History history = ReleaseArchive.history(draft.folder());
        Release start = history.at(version);
        Changes changes = changes(draft);
        Map<RecordKey, Cause> causes =
                history.causes(start.manifest().sequence(), history.releases().size());
        changes.ops().forEach(op -> causes.put(op.key(), op.cause()));
        return Difference.between(start.state(), changes.after(), key -> Objects.requireNonNull(causes.get(key)));
    }
}
