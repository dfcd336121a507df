package org.lode.mirror;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.author.ReleaseArchive;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.StartFailed;
import org.lode.release.Lines;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Notices;
import org.lode.release.ReleaseReader;
import org.lode.release.ReleaseReader.Pointer;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.release.Roots.TableRoot;
import org.lode.store.InspectionStore.Originals;
import org.lode.store.OriginStateStore;
import org.lode.store.ReleaseApplyStore.Progress;

/** Where a mirror reads releases from, and what a damaged database is repaired from. */
sealed interface Origin extends ReleaseFiles, Originals permits Origin.Folder, Origin.Bundled, RemoteOrigin {
    /** The releases that come with this build. */
    String BUNDLED = "classpath:dataset/";

    String SETTING = "lode.origin";
    String EXPECTED = "the address of a Lode, a folder that has releases/state.json, or classpath:dataset/";

    /** Reads what it states of itself now. */
    default OriginState state() {
        Pointer newest = new ReleaseReader(this).pointer();
        return new OriginState(newest, null, null, newest.line());
    }

    /** Reads the notices of this extent, which its state names. */
    default Notices notices(Notices.Extent extent) {
        return new ReleaseReader(this).notices(extent);
    }

    /** Reads the whole file of a table's records; fails when the origin has no such files. */
    default Lines full(Manifest release, TableRoot table) {
        throw new DatasetDamaged("%s has no full files".formatted(this));
    }

    @Override
    default byte[] manifest(String version) {
        return read(ReleaseFiles.manifest(version));
    }

    @Override
    default Notices notices() {
        return notices(new ReleaseReader(this).pointer().notices());
    }

    /** Returns bytes of a whole delta: an origin of files has no buckets. */
    @Override
    default byte[] deltaRange(String version, String file, long from, long to) {
        byte[] delta = read(ReleaseFiles.file(version, file));
        if (from < 0 || from > to || to > delta.length) {
            throw new DatasetDamaged(
                    "release %s: its delta has %d bytes (expected: %d or more)".formatted(version, delta.length, to));
        }
        return Arrays.copyOfRange(delta, (int) from, (int) to);
    }

    /** Returns the last state that was applied to the database; nothing when that is not known. */
    default Optional<OriginState> keptState() {
        return Optional.empty();
    }

    /** Keeps the last state that was read, since the database now holds its release. */
    default void stateApplied() {}

    /** Returns whether its state is verified with a key, or is in a place where no other user can write. */
    default boolean signed() {
        return true;
    }

    /** Returns its address; nothing for a folder or the dataset within this build. */
    default Optional<String> address() {
        return Optional.empty();
    }

    /**
     * Opens the origin that these settings name; fails when there is none, or when no key is set for an address.
     *
     * @param dataset the name that its states must carry
     * @param states where the last applied state is kept; a folder has none
     */
    static Origin of(MirrorSettings settings, String dataset, OriginStateStore.Writer states, Progress progress) {
        if (settings.isAddress()) {
            return new RemoteOrigin(settings, dataset, states, progress);
        }
        Origin local = local(settings.origin());
        states.clear();
        return local;
    }

    /** Opens the folder, or the dataset within this build, that this setting names; fails when there is none. */
    static Origin local(String setting) {
        return setting.startsWith("classpath:")
                ? new Bundled(withSlash(setting.substring("classpath:".length())))
                : Folder.of(setting);
    }

    static String withSlash(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    /** A dataset folder on this machine. */
    record Folder(Path path) implements Origin {
        static Folder of(String setting) {
            try {
                Path path = setting.startsWith("file:") ? Path.of(URI.create(setting)) : Path.of(setting);
                if (Files.isRegularFile(path.resolve(STATE))) {
                    return new Folder(path);
                }
            } catch (IllegalArgumentException e) {
                throw new StartFailed("%s: %s (expected: %s)".formatted(SETTING, setting, EXPECTED), e);
            }
            throw new StartFailed("%s: %s has no %s (expected: %s)".formatted(SETTING, setting, STATE, EXPECTED));
        }

        @Override
        public byte[] read(String file) {
            return ReleaseArchive.files(path).read(file);
        }

        @Override
        public Optional<MemorySegment> find(String file, long bytes) {
            try (FileChannel channel = FileChannel.open(path.resolve(file))) {
                return Optional.of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
            } catch (IOException e) {
                // Fails, and names the file.
                return Origin.super.find(file, bytes);
            }
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** The dataset within this build. */
    record Bundled(String prefix) implements Origin {
        @Override
        public byte[] read(String file) {
            try (InputStream in = Origin.class.getClassLoader().getResourceAsStream(prefix + file)) {
                if (in == null) {
                    throw new DatasetDamaged("%s is missing in %s".formatted(file, this));
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new DatasetDamaged("%s cannot be read in %s: %s".formatted(file, this, e.getMessage()), e);
            }
        }

        @Override
        public String toString() {
            return "classpath:" + prefix;
        }
    }

    /**
     * What an origin states of itself.
     *
     * @param newest its newest release
     * @param expiresAt when the statement expires; null when it never does
     * @param nextSchemaVersion of a coming release that needs a newer program; null when none is announced
     * @param text the file that states it, in one line, to be logged as evidence
     */
    record OriginState(
            Pointer newest,
            @Nullable Instant expiresAt,
            @Nullable String nextSchemaVersion,
            String text) {

        /** Returns whether the newest release is this one, to the last byte. */
        boolean names(Published held) {
            return newest.link().equals(held.asPrevious());
        }
    }
}
