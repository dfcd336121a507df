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

/**
 * Lets processes of Lode start in half the time: with classes that Java has loaded and linked once before (its AOT cache). What
 * that one left behind is there to be copied: a data folder with the bundled releases.
 *
 * <p>That takes a class path of jars alone, so the classes under test are put into one. Both are made anew when these changed.
 */
final class WarmStart {
    private static final Path CLASSES = Path.of("target", "classes");
    private static final Path FOLDER = Path.of("target", "test-start").toAbsolutePath();
    private static final Path JAR = FOLDER.resolve("lode.jar");
    private static final Path CACHE = FOLDER.resolve("lode.aot");
    private static final Path FILLED = FOLDER.resolve("data");
    /** It lives for seconds: compiling well does not pay. */
    private static final String SHORT = "-XX:TieredStopAtLevel=1";

    private static final List<String> OPTIONS =
            List.of("-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

    private WarmStart() {}

    /** The command that starts Lode; its arguments follow. */
    static List<String> command() {
        prepare();
        return java(SHORT, "-XX:AOTCache=" + CACHE);
    }

    /** The same for one that works for long. */
    static List<String> lasting() {
        prepare();
        return java("-XX:AOTCache=" + CACHE);
    }

    /** A data folder that a Lode filled and left in order; not to be used but copied. */
    static Path filled() {
        prepare();
        return FILLED;
    }

    private static synchronized void prepare() {
        try {
            if (!isFresh()) {
                Files.createDirectories(FOLDER);
                Files.deleteIfExists(CACHE);
                FreshDataFolder.delete(FILLED);
                pack();
                train();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isFresh() throws IOException {
        return Files.exists(JAR)
                && Files.exists(CACHE)
                && Files.exists(FILLED)
                && Files.getLastModifiedTime(JAR).compareTo(newest()) > 0;
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
                // Whoever looks for classes in a jar looks for their folders first.
                jar.putNextEntry(new ZipEntry(Files.isDirectory(file) ? name + "/" : name));
                if (Files.isRegularFile(file)) {
                    Files.copy(file, jar);
                }
            }
        }
    }

    /** Has Lode come up and end once, noting what it loads. */
    private static void train() throws IOException, InterruptedException {
        LodeProcess lode = LodeProcess.start(java(SHORT, "-XX:AOTCacheOutput=" + CACHE), FILLED);
        lode.awaitAnswer();
        lode.end(Duration.ofMinutes(2));
        FreshDataFolder.delete(LodeProcess.log(FILLED));
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
