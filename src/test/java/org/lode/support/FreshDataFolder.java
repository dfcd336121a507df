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
 * Gives a Lode an empty data folder, which goes when the tests end.
 *
 * <p>Unless a test wants it otherwise, no answer is kept, so that each is worked out, no client is held back, and no origin is
 * followed.
 */
public final class FreshDataFolder implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Path folder = make();
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

    /** Deletes a folder and all in it. */
    public static void delete(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
