package org.lode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the package finds Java and the jar, and passes on what it is given. */
class LauncherTests {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    @TempDir
    private Path folder;

    private Path script;

    /** A folder like that of the package, whose jar stands for the classes under test. */
    @BeforeEach
    void unpack() throws IOException {
        Path home = folder.resolve("a lode");
        script = Files.createDirectories(home.resolve("bin")).resolve("lode");
        Files.copy(Path.of("src", "main", "dist", "bin", "lode"), script);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, "org.lode.Start");
        attributes.put(
                Attributes.Name.CLASS_PATH,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toUri().toString())
                        .collect(Collectors.joining(" ")));
        Path jar = Files.createDirectories(home.resolve("lib")).resolve("lode.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    }

    @Test
    void aLinkToItFindsTheJarAndJavaOfThePath() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("lode"), script);
        ProcessBuilder program = new ProcessBuilder(link.toString(), "--version");
        program.environment().put("JAVA_HOME", folder.resolve("none").toString());
        program.environment().put("PATH", JAVA_HOME.resolve("bin") + File.pathSeparator + System.getenv("PATH"));
        assertThat(output(program, 0)).startsWith("lode unpackaged, schema ");
    }

    @Test
    void argumentsOptionsOfJavaAndExitCodesPass() throws Exception {
        Path missing = folder.resolve("no dataset");
        ProcessBuilder program = new ProcessBuilder(script.toString(), "verify", "--dataset", missing.toString());
        program.environment().put("JAVA_HOME", JAVA_HOME.toString());
        program.environment().put("JAVA_OPTS", "-Xmx128m -Xlog:gc+init");
        assertThat(output(program, 3)).contains("Heap Max Capacity: 128M").contains("lode: ", missing.toString());
    }

    private String output(ProcessBuilder program, int code) throws IOException, InterruptedException {
        Path printed = folder.resolve("printed");
        Process process = program.redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String output = Files.readString(printed, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(output).isEqualTo(code);
        return output;
    }
}
