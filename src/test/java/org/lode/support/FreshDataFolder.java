package org.lode.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.lode.store.TestDatabase;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * Gives a Lode under test a data folder and a database of its own; both go when the tests end.
 *
 * <p>The database holds the bundled releases when the origin begins with them, and else only the tables. Unless a test sets it
 * otherwise, no answer is cached, no client is limited, and no origin is followed.
 */
public final class FreshDataFolder implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final Path BUNDLED = Path.of("dataset");

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Path folder = make();
        SpringApplication.getShutdownHandlers().add(() -> delete(folder));
        TestPropertyValues.of("lode.data-dir=" + folder).applyTo(context);
        String origin = context.getEnvironment().getProperty("lode.origin");
        try {
            DataSource database =
                    origin == null || beginsWithBundled(origin) ? TestDatabase.bundled() : TestDatabase.fresh();
            unlessSet(context, "lode.database.url", TestDatabase.address(database));
            unlessSet(context, "lode.database.username", "postgres");
            unlessSet(context, "lode.database.password", TestDatabase.password());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        unlessSet(context, "lode.cache.responses", "false");
        unlessSet(context, "lode.limits.rate.points", "0");
        unlessSet(context, "lode.mirror.poll", "0");
    }

    /** Whether a folder has the manifests of all bundled releases, byte for byte. */
    private static boolean beginsWithBundled(String origin) {
        Path copy = Path.of(origin.replaceFirst("^[a-z]+:", "")).resolve("releases");
        try (Stream<Path> releases = Files.list(BUNDLED.resolve("releases"))) {
            for (Path release : releases.filter(Files::isDirectory).toList()) {
                Path own = release.resolve("manifest.json");
                Path other = copy.resolve(release.getFileName()).resolve("manifest.json");
                if (!Files.exists(other) || Files.mismatch(own, other) >= 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
