package org.lode.cli;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.store.SmallDataset;
import org.lode.support.FreshDataFolder;
import org.lode.support.LodeProcess;

/** A server that cannot start says why in one line, and its exit code tells the kind of failure. */
class StartFailureTests {
    /** A data folder that all tests use: a start that fails leaves it in order. */
    private static final Path KEPT = FreshDataFolder.filled();

    @TempDir
    private Path folder;

    @AfterAll
    static void delete() {
        FreshDataFolder.delete(KEPT);
    }

    @Test
    @Tag("thorough")
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertProcessRefused(
                    KEPT,
                    3,
                    "lode: server.port: %d is in use by another program (expected: a free port)"
                            .formatted(taken.getLocalPort()),
                    "--server.port=" + taken.getLocalPort());
        }
    }

    @Test
    void aManagementPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertRefused(
                    KEPT,
                    3,
                    "lode: management.server.port: %d is in use by another program (expected: a free port)"
                            .formatted(taken.getLocalPort()),
                    "--server.port=0",
                    "--management.server.port=" + taken.getLocalPort());
        }
    }

    @Test
    void aDatabaseThatCannotBeReachedIsNamedWithoutItsPassword() throws Exception {
        assertRefused(
                KEPT,
                3,
                "lode: lode.database.url: postgresql://localhost:1/minerals cannot be used: Connection to localhost:1 refused.",
                "--lode.database.url=jdbc:postgresql://localhost:1/minerals",
                "--lode.database.username=lode",
                "--lode.database.password=hidden");
    }

    @Test
    void aDataFolderOfAnotherLodeIsNamed() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        try (FileChannel held = FileChannel.open(data.resolve("lock"), CREATE, WRITE);
                FileLock lock = held.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertRefused(
                    data,
                    3,
                    "lode: lode.data-dir: another Lode runs in %s (expected: a folder of its own".formatted(data));
        }
    }

    @Test
    void anUnknownOriginIsNamed() throws Exception {
        assertRefused(
                KEPT,
                3,
                "lode: lode.origin: %s has no releases/state.json (expected: ".formatted(folder),
                "--lode.origin=" + folder);
    }

    @Test
    void aSettingThatCannotBeReadIsNamed() throws Exception {
        assertRefused(KEPT, 2, "lode: server.port: many (expected: Integer)", "--server.port=many");
    }

    @Test
    void aFileOfPersistedDocumentsThatIsNotInOrderIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("a.graphql"), "{");
        assertRefused(
                KEPT,
                3,
                "lode: lode.persisted.folder: %s has a document that is not GraphQL, a.graphql, at line 1 column 2 (expected: "
                        .formatted(file),
                "--lode.persisted.folder=" + folder);
    }

    @Test
    void aDamagedOriginIsNamed() throws Exception {
        SmallDataset origin = SmallDataset.in(folder.resolve("origin"));
        assertThat(Commands.run("release", "--dataset", origin.folder().toString(), "--version", "2026.1.0"))
                .isZero();
        origin.edit("releases/2026.1.0/manifest.json", "2026", "2027");
        assertRefused(
                folder.resolve("data"),
                1,
                "lode: releases/2026.1.0/manifest.json: the SHA-256 of the file is ",
                "--lode.origin=" + origin.folder());
    }

    /** Starts the server in this process, which must end with this code and say only this line. */
    private static void assertRefused(Path data, int code, String line, String... settings) {
        StringWriter errors = new StringWriter();
        int ended = Commands.line()
                .setErr(new PrintWriter(errors, true))
                .execute(Commands.withCommand(withFolder(data, settings)));
        assertThat(ended).isEqualTo(code);
        assertSaid(errors.toString().lines().toList(), line);
    }

    /** The same in a process of its own, which must log no stack trace either. */
    private void assertProcessRefused(Path data, int code, String line, String... settings)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Path log = Files.createTempFile(folder, "log", ".txt");
        Process server = LodeProcess.program(withFolder(data, settings))
                .redirectError(errors.toFile())
                .redirectOutput(log.toFile())
                .start();
        assertThat(server.waitFor()).isEqualTo(code);
        assertSaid(Files.readAllLines(errors), line);
        assertThat(Files.readAllLines(log))
                .noneMatch(entry -> entry.startsWith("\tat ") || entry.contains("Exception"));
    }

    private static String[] withFolder(Path data, String... settings) {
        return Stream.concat(Stream.of("--lode.data-dir=" + data), Stream.of(settings))
                .toArray(String[]::new);
    }

    private static void assertSaid(List<String> errors, String line) {
        assertThat(errors).singleElement().asString().startsWith(line).doesNotContain("hidden");
    }
}
