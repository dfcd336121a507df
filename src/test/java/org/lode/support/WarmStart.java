package org.lode.support;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.lode.Lode;
import org.springframework.boot.SpringApplication;

/**
 * What tests start from: a data folder with the bundled releases, and processes of Lode that start in half the time.
 *
 * <p>Processes use an AOT cache of Java: classes that a training run has loaded and linked. It needs a class path of jars alone,
 * so the classes under test are packed into one. Both are made at their first use, and again when the classes have changed.
 */
final class WarmStart {
    private static final Path CLASSES = Path.of("target", "classes");
    private static final Path FOLDER = Path.of("target", "test-start").toAbsolutePath();
    private static final Path JAR = FOLDER.resolve("lode.jar");
    private static final Path CACHE = FOLDER.resolve("lode.aot");
    private static final Path FILLED = FOLDER.resolve("data");
    /** For processes that live for seconds. */
    private static final String SHORT = "-XX:TieredStopAtLevel=1";

    private static final List<String> OPTIONS =
            List.of("-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

    private WarmStart() {}

    /** Returns the command that starts Lode; its arguments follow. */
    static List<String> command() {
        train();
        return java(SHORT, "-XX:AOTCache=" + CACHE);
    }

    /** Returns the same for a process that works for long. */
    static List<String> lasting() {
        train();
        return java("-XX:AOTCache=" + CACHE);
    }

    /** Returns a data folder that a Lode filled and left in order; to be copied, not used. */
    static Path filled() {
        synchronized (FILLED) {
            if (!isFresh(FILLED)) {
                FreshDataFolder.delete(FILLED);
                fill();
            }
        }
        return FILLED;
    }

    /** Has a Lode in this process come up and end; an interrupted one leaves no mark. */
    private static void fill() {
        Path filling = FOLDER.resolve("filling");
        FreshDataFolder.delete(filling);
        new SpringApplication(Lode.class)
                .run("--lode.data-dir=" + filling, "--server.port=0", "--management.server.port=0")
                .close();
        try {
            Files.move(filling, FILLED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a Lode in a process of its own come up and end, while Java notes what it loads. */
    private static void train() {
        synchronized (CACHE) {
            if (isFresh(CACHE)) {
                return;
            }
            try {
                Path data = FreshDataFolder.filled();
                Files.createDirectories(FOLDER);
                Files.deleteIfExists(CACHE);
                pack();
                LodeProcess lode = LodeProcess.start(java(SHORT, "-XX:AOTCacheOutput=" + CACHE), data);
                lode.awaitAnswer();
                lode.end(Duration.ofMinutes(2));
                FreshDataFolder.delete(LodeProcess.log(data));
                FreshDataFolder.delete(data);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static boolean isFresh(Path made) {
        try {
            return Files.exists(made) && Files.getLastModifiedTime(made).compareTo(newest()) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime newest() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.map(WarmStart::modified).max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pack() throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(JAR));
                ZipOutputStream jar = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file : files.filter(path -> !path.equals(CLASSES)).toList()) {
                String name = CLASSES.relativize(file).toString().replace(File.separatorChar, '/');
                // A search for the classes of a package needs the entries of folders.
                jar.putNextEntry(new ZipEntry(Files.isDirectory(file) ? name + "/" : name));
                if (Files.isRegularFile(file)) {
                    Files.copy(file, jar);
                }
            }
        }
    }

    private static List<String> java(String... options) {
        String program = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.of(List.of(program), OPTIONS, List.of(options), List.of("-cp", classPath(), "org.lode.Lode"))
                .flatMap(List::stream)
                .toList();
    }

    /** The class path of the tests without the tests: their beans have no place in a real Lode. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.endsWith("test-classes"))
                .map(entry -> Path.of(entry).endsWith(CLASSES) ? JAR.toString() : entry)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
