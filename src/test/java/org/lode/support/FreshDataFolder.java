package org.lode.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * Gives a Lode a data folder of its own, which goes when the tests end: one that holds the bundled releases, for whoever wants
 * no other origin, and else one with PostgreSQL unpacked.
 *
 * <p>Unless a test wants it otherwise, no answer is kept, so that each is worked out, no client is held back, and no origin is
 * followed.
 */
public final class FreshDataFolder implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        boolean bundled = !context.getEnvironment().containsProperty("lode.origin")
                && !context.getEnvironment().containsProperty("lode.database.url");
        Path folder = bundled ? filled() : unpacked();
        SpringApplication.getShutdownHandlers().add(() -> delete(folder));
        TestPropertyValues.of("lode.data-dir=" + folder).applyTo(context);
        unlessSet(context, "lode.cache.responses", "false");
        unlessSet(context, "lode.limits.rate.points", "0");
        unlessSet(context, "lode.mirror.poll", "0");
    }

    private static void unlessSet(ConfigurableApplicationContext context, String name, String value) {
        if (!context.getEnvironment().containsProperty(name)) {
            TestPropertyValues.of(name + "=" + value).applyTo(context);
        }
    }

    /** A new empty folder within the build folder. */
    public static Path make() {
        try {
            Path parent = Files.createDirectories(Path.of("target", "test-data").toAbsolutePath());
            return Files.createTempDirectory(parent, "lode-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of a folder that a Lode filled with the bundled releases. */
    public static Path filled() {
        return copied(WarmStart.filled() + "/.");
    }

    /** A new folder that holds nothing but the programs of PostgreSQL, which take long to unpack. */
    public static Path unpacked() {
        return copied(WarmStart.filled() + "/binaries");
    }

    private static Path copied(String source) {
        Path folder = make();
        try {
            // As it is: the files of PostgreSQL belong to another user where this one may do everything.
            Process copy = new ProcessBuilder("cp", "-a", source, folder.toString())
                    .inheritIO()
                    .start();
            if (copy.waitFor() != 0) {
                throw new IllegalStateException("cp ended with " + copy.exitValue());
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes a folder and all in it. */
    public static void delete(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
