package org.lode.mirror;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.lode.failure.DatasetDamaged;
import org.lode.failure.StartFailed;
import org.lode.release.ReleaseFiles;

/** Where a mirror reads releases from. */
public sealed interface Origin extends ReleaseFiles {
    /** The releases that come with this build. */
    String BUNDLED = "classpath:dataset/";

    String SETTING = "lode.origin";
    String EXPECTED = "a folder that has releases/state.json, or classpath:dataset/";

    /** The origin that this setting names; fails when there is none there. */
    static Origin of(String setting) {
        if (setting.startsWith("classpath:")) {
            return new Bundled(withSlash(setting.substring("classpath:".length())));
        }
        if (setting.startsWith("http:") || setting.startsWith("https:")) {
            throw new StartFailed("%s: %s: origins over HTTP are not supported yet (expected: %s)"
                    .formatted(SETTING, setting, EXPECTED));
        }
        return Folder.of(setting);
    }

    private static String withSlash(String path) {
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
            } catch (NoSuchFileException e) {
                throw new DatasetDamaged("%s is missing in %s".formatted(file, path), e);
            } catch (IOException e) {
                throw new DatasetDamaged("%s cannot be read in %s: %s".formatted(file, path, e.getMessage()), e);
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
}
