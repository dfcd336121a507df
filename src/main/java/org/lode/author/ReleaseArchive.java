package org.lode.author;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.ReleaseNotFound;
import org.lode.model.Failure.StartFailed;
import org.lode.release.Delta;
import org.lode.release.Difference;
import org.lode.release.InclusionProof;
import org.lode.release.Leaf;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Notice;
import org.lode.release.Notices;
import org.lode.release.Op;
import org.lode.release.Op.Cause;
import org.lode.release.RecordKey;
import org.lode.release.ReleaseReader;
import org.lode.release.ReleaseReader.Pointer;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.release.Roots;
import org.lode.release.State;

/**
 * All releases of a dataset folder, verified from the first to the last.
 *
 * @param newest the last release; empty before the first
 * @param state its records
 * @param gone the version that removed each record that is gone
 * @param notices withdrawals and redactions since
 */
public record ReleaseArchive(Optional<Published> newest, State state, Map<RecordKey, String> gone, Notices notices) {
    /** An escaped U+0000 in JSON, not an escaped backslash before the letters u0000. */
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u0000");

    /** A release with all its operations and records. */
    public record Release(Manifest manifest, List<Op> ops, State state) {

        /** Returns the proof of a record; empty when the release does not hold it. */
        public Optional<InclusionProof> proof(RecordKey key) {
            List<InclusionProof.Entry> bucket = new ArrayList<>();
            for (Leaf leaf : state.ofType(key.type())) {
                if (leaf.key().bucket() == key.bucket()) {
                    String body = leaf.isRedacted() ? null : leaf.body();
                    bucket.add(new InclusionProof.Entry(leaf.key().id(), leaf.hash(), body));
                }
            }
            return InclusionProof.of(manifest, key, bucket);
        }

        /** The records with this id: at most one, except for a redirect beside a record that has its id again. */
        public List<RecordKey> named(String id) {
            return state.leaves().keySet().stream()
                    .filter(key -> key.id().equals(id))
                    .toList();
        }
    }

    /**
     * All releases with their records in memory.
     *
     * @param releases the oldest first
     */
    public record History(List<Release> releases) {

        /** Returns the release with this version, or the newest for null. */
        public Release at(@Nullable String version) {
            return releases.reversed().stream()
                    .filter(release ->
                            version == null || release.manifest().version().equals(version))
                    .findFirst()
                    .orElseThrow(() -> new ReleaseNotFound(
                            "version " + version,
                            Problem.oneOf(
                                    releases, release -> release.manifest().version())));
        }

        /** The net difference, one operation for a record; each has the cause of the last change of the record. */
        public List<Op> between(Release from, Release to) {
            int low = Math.min(from.manifest().sequence(), to.manifest().sequence());
            int high = Math.max(from.manifest().sequence(), to.manifest().sequence());
            Map<RecordKey, Cause> causes = causes(low, high);
            return Difference.between(from.state(), to.state(), key -> Objects.requireNonNull(causes.get(key)));
        }

        /** The last cause of each record that changed after the release {@code from}, up to the release {@code to}. */
        Map<RecordKey, Cause> causes(int from, int to) {
            Map<RecordKey, Cause> causes = new HashMap<>();
            releases.subList(from, to)
                    .forEach(release -> release.ops().forEach(op -> causes.put(op.key(), op.cause())));
            return causes;
        }
    }

    /** Takes each release after it was verified. */
    private interface Visitor {
        void visit(Published release, Delta delta, State state);
    }

    /** Verifies the releases of a folder, if there are any, and passes on each; fails at the first one that is damaged. */
    static ReleaseArchive read(Path folder, Consumer<Published> verified) {
        return Files.exists(folder.resolve(ReleaseFiles.STATE))
                ? replay(files(folder), (release, delta, state) -> verified.accept(release))
                : empty();
    }

    /** The same for a folder that must have releases: recomputes every hash of every release from the files alone. */
    public static ReleaseArchive verify(Path folder, Consumer<Published> verified) {
        checkPresent(folder);
        return read(folder, verified);
    }

    /** Verifies the releases of a dataset folder and keeps the records of each. */
    public static History history(Path folder) {
        checkPresent(folder);
        return history(files(folder));
    }

    /** Verifies the releases of these files and keeps the records of each. */
    public static History history(ReleaseFiles files) {
        List<Release> releases = new ArrayList<>();
        replay(files, (release, delta, state) -> releases.add(new Release(release.manifest(), delta.ops(), state)));
        return new History(List.copyOf(releases));
    }

    private static void checkPresent(Path folder) {
        if (!Files.exists(folder.resolve(ReleaseFiles.STATE))) {
            throw new StartFailed(
                    "--dataset: %s has no releases/state.json (expected: a dataset folder)".formatted(folder));
        }
    }

    /** Fails when a notice names a release that is not in the chain. */
    private static ReleaseArchive replay(ReleaseFiles files, Visitor visitor) {
        ReleaseReader reader = new ReleaseReader(files);
        Pointer pointer = reader.pointer();
        List<Published> chain = reader.chain(pointer, 1);
        Notices notices = reader.notices(pointer.notices());
        notices.check(chain.stream()
                .map(release -> Notice.ReleaseName.of(release.manifest()))
                .collect(Collectors.toSet()));
        ReleaseArchive archive = new ReleaseArchive(Optional.empty(), State.empty(), Map.of(), notices);
        for (Published release : chain) {
            Delta delta = reader.delta(release.manifest(), notices);
            archive = archive.followedBy(release, delta);
            visitor.visit(release, delta, archive.state);
        }
        return archive;
    }

    /** Returns the archive before the first release. */
    static ReleaseArchive empty() {
        return new ReleaseArchive(Optional.empty(), State.empty(), Map.of(), Notices.NONE);
    }

    /** The archive with one more release; fails unless the delta leads from this state to the release's root. */
    ReleaseArchive followedBy(Published release, Delta delta) {
        delta.ops().forEach(op -> checkText(release, op));
        State next = state.apply(delta.ops());
        Roots roots = next.roots(release.manifest().types());
        if (!roots.tables().equals(release.manifest().tables()) || !roots.root().equals(delta.toRoot())) {
            throw new DatasetDamaged("release %s: its records have the root %s (expected: %s)"
                    .formatted(release.manifest().version(), roots.root(), delta.toRoot()));
        }
        Map<RecordKey, String> nowGone = new HashMap<>(gone);
        delta.ops().stream()
                .filter(op -> op.after() == null)
                .forEach(op -> nowGone.put(op.key(), release.manifest().version()));
        return new ReleaseArchive(Optional.of(release), next, Map.copyOf(nowGone), notices);
    }

    /** PostgreSQL cannot store U+0000: a server could not load such a release. */
    private static void checkText(Published release, Op op) {
        Leaf after = op.after();
        if (after != null && !after.isRedacted() && NUL.matcher(after.body()).find()) {
            throw new DatasetDamaged("release %s: %s: a text with \\u0000 (expected: text without control characters)"
                    .formatted(release.manifest().version(), op.key()));
        }
    }

    /** Returns the files of a dataset folder; reading fails with {@link DatasetDamaged}. */
    public static ReleaseFiles files(Path folder) {
        return path -> {
            try {
                return Files.readAllBytes(folder.resolve(path));
            } catch (NoSuchFileException e) {
                throw new DatasetDamaged("%s is missing in %s".formatted(path, folder), e);
            } catch (IOException e) {
                throw new DatasetDamaged("%s cannot be read in %s: %s".formatted(path, folder, e.getMessage()), e);
            }
        };
    }
}
