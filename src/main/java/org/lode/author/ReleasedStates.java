package org.lode.author;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.model.ReleaseNotFound;
import org.lode.release.Cause;
import org.lode.release.Delta;
import org.lode.release.Difference;
import org.lode.release.InclusionProof;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Notices;
import org.lode.release.Op;
import org.lode.release.RecordKey;
import org.lode.release.ReleaseReader;
import org.lode.release.ReleaseReader.Pointer;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.release.State;

/**
 * All releases of a dataset with their records, each proved from the files alone.
 *
 * @param releases the oldest first
 */
public record ReleasedStates(List<At> releases) {

    /** One release: what it says of itself, what it changed and what it holds. */
    public record At(Manifest manifest, List<Op> ops, State state) {

        /** The proof of a record; empty when the release does not hold it. */
        public Optional<InclusionProof> proof(RecordKey key) {
            List<InclusionProof.Entry> bucket = state.ofType(key.type()).stream()
                    .filter(leaf -> leaf.key().bucket() == key.bucket())
                    .map(leaf -> new InclusionProof.Entry(
                            leaf.key().id(), leaf.hash(), leaf.isRedacted() ? null : leaf.body()))
                    .toList();
            return InclusionProof.of(manifest, key, bucket);
        }

        /** The records with this id: at most one, but for a redirect beside what took its id again. */
        public List<RecordKey> named(String id) {
            return state.leaves().keySet().stream()
                    .filter(key -> key.id().equals(id))
                    .toList();
        }
    }

    /** Reads and proves the releases of a dataset folder; fails at the first thing that is wrong. */
    public static ReleasedStates of(Path dataset) {
        if (!Files.exists(dataset.resolve(ReleaseFiles.STATE))) {
            throw FolderVerifier.noReleases(dataset);
        }
        return of(ReleaseArchive.files(dataset));
    }

    /** Reads and proves the releases that lie there; fails at the first thing that is wrong. */
    public static ReleasedStates of(ReleaseFiles files) {
        ReleaseReader reader = new ReleaseReader(files);
        List<At> releases = new ArrayList<>();
        ReleaseArchive archive = ReleaseArchive.empty();
        Pointer pointer = reader.pointer();
        Notices notices = reader.notices(pointer.notices());
        for (Published release : reader.chain(pointer, 1)) {
            Delta delta = reader.delta(release.manifest(), notices);
            archive = archive.followedBy(release, delta);
            releases.add(new At(release.manifest(), delta.ops(), archive.state()));
        }
        return new ReleasedStates(List.copyOf(releases));
    }

    /** The release with this version; the newest when none is named. */
    public At at(@Nullable String version) {
        return releases.stream()
                .filter(release ->
                        version == null || release.manifest().version().equals(version))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new ReleaseNotFound("version " + version, versions()));
    }

    /** The net difference, one operation a record; each has the cause of the last change that touched the record. */
    public List<Op> between(At from, At to) {
        int low = Math.min(from.manifest().sequence(), to.manifest().sequence());
        int high = Math.max(from.manifest().sequence(), to.manifest().sequence());
        Map<RecordKey, Cause> causes = new HashMap<>();
        releases.subList(low, high).forEach(release -> release.ops().forEach(op -> causes.put(op.key(), op.cause())));
        return Difference.between(from.state(), to.state(), key -> Objects.requireNonNull(causes.get(key)));
    }

    private String versions() {
        return "one of "
                + String.join(
                        ", ",
                        releases.stream()
                                .map(release -> release.manifest().version())
                                .toList());
    }
}
