package org.lode.mirror;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.lode.model.DatasetDamaged;
import org.lode.model.StartFailed;
import org.lode.release.Lines;
import org.lode.release.Manifest;
import org.lode.release.Notices;
import org.lode.release.ReleaseReader;
import org.lode.release.ReleaseReader.Pointer;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.release.Roots.TableRoot;
import org.lode.store.Originals;
import org.lode.store.Progress;

/** Where a mirror reads releases from. */
sealed interface Origin extends ReleaseFiles permits Origin.Folder, Origin.Bundled, Remote {
    /** The releases that come with this build. */
    String BUNDLED = "classpath:dataset/";

    String SETTING = "lode.origin";
    String EXPECTED = "the address of a Lode, a folder that has releases/state.json, or classpath:dataset/";

    /** What it says of itself now. */
    default Claim claim() {
        Pointer newest = new ReleaseReader(this).pointer();
        return new Claim(newest, null, null, newest.line());
    }

    /** What was told of its releases, as its claim has it. */
    default Notices notices(Notices.Extent told) {
        return new ReleaseReader(this).notices(told);
    }

    /** Whether it has whole files of a release's records; only then can a delta be missing. */
    default Lines full(Manifest release, TableRoot table) {
        throw new DatasetDamaged("%s has no full files".formatted(this));
    }

    /** What a damaged database is repaired from. */
    default Originals originals() {
        return new FileOriginals(this);
    }

    /** What it said of itself when the database came to hold that; nothing when that is not known. */
    default Optional<Claim> kept() {
        return Optional.empty();
    }

    /** Notes that the database holds what was claimed last. */
    default void settled() {}

    /** Whether what it claims is held to a key, or lies where nobody else can write. */
    default boolean signed() {
        return true;
    }

    /** Its address, where there is one that others can reach. */
    default Optional<String> address() {
        return Optional.empty();
    }

    /**
     * The origin that these settings name; fails when there is none there, or nothing that its states are held to.
     *
     * @param dataset the name that its states must carry
     * @param states where the last one in order is kept; there is none of a folder
     */
    static Origin of(MirrorSettings settings, String dataset, MirrorStateStore states, Progress progress) {
        if (settings.isAddress()) {
            Fetch fetch = Fetch.of(settings, progress);
            return new Remote(settings.base(), settings.client(), fetch, dataset, settings.anchor(), states);
        }
        Origin local = local(settings.origin());
        states.clear();
        return local;
    }

    /** The folder, or the dataset within this build, that this setting names; fails when there is none there. */
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
            try {
                return Files.readAllBytes(path.resolve(file));
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }

        @Override
        public Optional<MemorySegment> find(String file, long bytes) {
            try (FileChannel channel = FileChannel.open(path.resolve(file))) {
                return Optional.of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }

        private DatasetDamaged unreadable(String file, IOException e) {
            return e instanceof NoSuchFileException
                    ? new DatasetDamaged("%s is missing in %s".formatted(file, path), e)
                    : new DatasetDamaged("%s cannot be read in %s: %s".formatted(file, path, e.getMessage()), e);
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
}
