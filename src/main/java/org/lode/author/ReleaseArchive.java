package org.lode.author;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lode.model.DatasetDamaged;
import org.lode.release.Delta;
import org.lode.release.Leaf;
import org.lode.release.Manifest.Published;
import org.lode.release.Notice;
import org.lode.release.Notices;
import org.lode.release.Op;
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
 * @param gone each record that is gone, and the version that took it out
 * @param notices what was told since
 */
public record ReleaseArchive(Optional<Published> newest, State state, Map<RecordKey, String> gone, Notices notices) {
    /** An escaped U+0000 in JSON, not an escaped backslash before the letters u0000. */
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u0000");

    /** Replays the releases of a folder, telling of each that holds; fails at the first thing that is wrong. */
    static ReleaseArchive read(Path folder, Consumer<Published> verified) {
        ReleaseReader reader = new ReleaseReader(files(folder));
        if (!Files.exists(folder.resolve(ReleaseFiles.STATE))) {
            return empty();
        }
        Pointer pointer = reader.pointer();
        List<Published> chain = reader.chain(pointer, 1);
        ReleaseArchive archive = empty().with(reader.notices(pointer.notices()), chain);
        for (Published release : chain) {
            archive = archive.followedBy(release, reader.delta(release.manifest(), archive.notices()));
            verified.accept(release);
        }
        return archive;
    }

    /** The archive before the first release. */
    static ReleaseArchive empty() {
        return new ReleaseArchive(Optional.empty(), State.empty(), Map.of(), Notices.NONE);
    }

    /** The archive with these notices; fails when one names a release that is not in the chain. */
    private ReleaseArchive with(Notices told, List<Published> chain) {
        told.check(chain.stream()
                .map(release -> new Notice.Told(
                        release.manifest().sequence(), release.manifest().version()))
                .collect(Collectors.toSet()));
        return new ReleaseArchive(newest, state, gone, told);
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
        for (Op op : delta.ops()) {
            if (op.after() == null) {
                nowGone.put(op.key(), release.manifest().version());
            }
        }
        return new ReleaseArchive(Optional.of(release), next, Map.copyOf(nowGone), notices);
    }

    /** No database holds the character U+0000: a server could not start with such a release. */
    private static void checkText(Published release, Op op) {
        Leaf after = op.after();
        if (after != null && !after.isRedacted() && NUL.matcher(after.body()).find()) {
            throw new DatasetDamaged("release %s: %s: a text with \\u0000 (expected: text without control characters)"
                    .formatted(release.manifest().version(), op.key()));
        }
    }

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
