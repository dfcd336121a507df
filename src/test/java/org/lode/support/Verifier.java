package org.lode.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** One of the two verifiers of docs/examples/verify, run as a process of its own. */
public record Verifier(String name, List<String> command) {
    private static final Path SOURCES = Path.of("docs", "examples", "verify").toAbsolutePath();

    /** What a run printed, and how it ended. */
    public record Run(int code, List<String> out, List<String> err) {}

    /** The one in Java, compiled for the oldest Java that it promises; and the one for Node.js where there is a Node.js. */
    public static List<Verifier> all() {
        List<Verifier> all = new ArrayList<>(List.of(java()));
        node().ifPresent(
                        node -> all.add(new Verifier("verify.mjs", List.of(node.toString(), SOURCES + "/verify.mjs"))));
        return all;
    }

    public static Path java(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name);
    }

    /** Node.js, where it is on the path; .ci/web runs that verifier whether or not it is here. */
    public static Optional<Path> node() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, "node"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Verifier java() {
        return new Verifier(
                "Verify.java",
                List.of(
                        java("java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        Compiled.CLASSES.toString(),
                        "Verify"));
    }

    /** The classes of Verify.java. They are compiled once, as test classes run them side by side. */
    private static final class Compiled {
        private static final Path CLASSES = compile(Path.of("target", "verify").toAbsolutePath());

        private static Path compile(Path folder) {
            int code = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            "--release",
                            "17",
                            "-Xlint:all",
                            "-Werror",
                            "-d",
                            folder.toString(),
                            SOURCES + "/Verify.java");
            if (code != 0) {
                throw new IllegalStateException("Verify.java does not compile without warnings");
            }
            return folder;
        }
    }

    public Run run(String... arguments) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(Arrays.asList(arguments));
        return run(whole);
    }

    /** Runs a command in the folder of the verifiers. */
    public static Run run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("verify", ".out");
        Path err = Files.createTempFile("verify", ".err");
        try {
            int code = new ProcessBuilder(command)
                    .directory(SOURCES.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start()
                    .waitFor();
            return new Run(code, Files.readAllLines(out), Files.readAllLines(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
