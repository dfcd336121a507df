package org.lode.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.model.Failure;
import org.lode.model.Failure.StartFailed;
import org.lode.store.Database.Server;
import org.lode.support.FreshDataFolder;

class EmbeddedDatabaseTests {
    @TempDir
    private Path parent;

    @Test
    void whatIsWrittenIsThereAfterTheNextStart() throws Exception {
        Path folder = parent.resolve("data folder/lode");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            ask(database, "create table public.kept as select 42 as answer");
            assertThat(ask(database, "show fsync")).isEqualTo("on");
            assertThat(ask(database, "show synchronous_commit")).isEqualTo("on");
            assertThat(ask(database, "show unix_socket_directories")).isEmpty();
            assertThat(ask(database, "show listen_addresses")).isEqualTo("localhost");
            assertThat(ask(database, "select string_agg(w, '' order by w) from unnest(array['b', 'Z', 'é', 'a']) w"))
                    .isEqualTo("Zabé");
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            assertThat(ask(database, "select answer from public.kept")).isEqualTo("42");
            assertNeedsPassword(database);
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("postgres.password"))))
                    .isEqualTo("rw-------");
            assertSecondIsRefused(folder);
        }
    }

    private static void assertNeedsPassword(EmbeddedDatabase database) {
        Server server = database.server();
        Server guess = new Server(
                server.primary(), server.readers(), server.database(), server.username(), "guess", server.sslMode());
        assertThatThrownBy(() -> Connections.writable(guess).getConnection())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    private static void assertSecondIsRefused(Path folder) {
        assertThatThrownBy(() -> EmbeddedDatabase.start(folder))
                .isInstanceOf(StartFailed.class)
                .hasMessage("lode.data-dir: another Lode runs in %s (expected: a folder of its own for each)"
                        .formatted(folder));
    }

    @Test
    @Tag("thorough")
    void anInterruptedFirstStartIsDoneAgain() throws Exception {
        Path folder = FreshDataFolder.unpacked();
        Files.createDirectories(folder.resolve("postgres/base"));
        Files.writeString(folder.resolve("postgres/postgresql.conf"), "half of it");
        Files.writeString(folder.resolve("postgres.state"), "making");
        Files.createDirectories(folder.resolve("binaries/PG-0123/bin"));
        Files.writeString(folder.resolve("binaries/PG-0123/bin/postgres"), "half of it");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            assertThat(ask(database, "select 1")).isEqualTo("1");
            assertThat(folder.resolve("binaries/PG-0123")).doesNotExist();
        } finally {
            FreshDataFolder.delete(folder);
        }
    }

    @Test
    void aFolderThatLodeDidNotMakeIsNotTouched() throws IOException {
        Path theirs = Files.createDirectories(parent.resolve("theirs/postgres"));
        Files.writeString(theirs.resolve("precious"), "data");
        assertThatThrownBy(() -> EmbeddedDatabase.start(parent.resolve("theirs")))
                .isInstanceOf(StartFailed.class)
                .hasMessage("lode.data-dir: %s was not made by Lode (expected: an empty folder, or one that Lode made)"
                        .formatted(theirs));
        assertThat(theirs.resolve("precious")).hasContent("data");
    }

    @Test
    void aFolderThatCannotBeWrittenIsRefused() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "in the way");
        assertThatThrownBy(() -> EmbeddedDatabase.start(file.resolve("lode")))
                .isInstanceOf(StartFailed.class)
                .hasMessageStartingWith("lode.data-dir: " + file.resolve("lode") + " cannot be used: ");
    }

    /** PostgreSQL ends when it cannot write its log of changes. Its clients see only that it went away. */
    @Test
    void aDatabaseThatAFullDiskHasEndedNamesItsDisk() throws Exception {
        Path folder = parent.resolve("full/lode");
        Failure away = DatabaseFailures.of("a test", new SQLException("An I/O error occurred", "08006"));
        Failure other = DatabaseFailures.of("a test", new SQLException("no such table", "42P01"));
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            assertThat(database.cause(away)).isSameAs(away);
            Files.writeString(
                    database.log(),
                    "2026-11-30 19:22:40.101 GMT [4790] PANIC:  could not write to file \"pg_wal/xlogtemp.4790\": No space left on device\n",
                    StandardOpenOption.APPEND);
            assertThat(database.cause(away))
                    .hasMessage("lode.data-dir: %s: its disk is full (expected: free space)".formatted(folder));
            assertThat(database.cause(other)).isSameAs(other);
            database.process().orElseThrow().destroyForcibly();
            database.restart();
            assertThat(database.cause(away)).isSameAs(away);
            SQLException full = new SQLException("could not extend file: No space left on device", "53100");
            assertThat(database.cause(DatabaseFailures.of("a test", full)))
                    .hasMessage("lode.data-dir: %s: its disk is full (expected: free space)".formatted(folder));
        }
    }

    @Test
    void aNumberThatNowBelongsToAnotherProgramIsNotStopped() throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            Path data = Files.createDirectories(parent.resolve("postgres"));
            Files.writeString(data.resolve("postmaster.pid"), other.pid() + "\n" + data + "\n");
            PostgresProcesses.stop(data, parent.resolve("binaries"));
            assertThat(other.isAlive()).isTrue();
            assertThat(data.resolve("postmaster.pid")).doesNotExist();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aPostgresThatWasLeftBehindIsStopped() throws Exception {
        Path folder = FreshDataFolder.filled();
        long pid = leaveBehind(folder);
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            assertThat(ask(database, "select 1")).isEqualTo("1");
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        } finally {
            FreshDataFolder.delete(folder);
        }
    }

    /** Starts the programs as a Lode does that is killed before it can stop them. */
    private static long leaveBehind(Path folder) throws IOException, InterruptedException {
        Path programs;
        try (Stream<Path> unpacked = Files.list(folder.resolve("binaries"))) {
            programs = unpacked.filter(Files::isDirectory).findFirst().orElseThrow();
        }
        new ProcessBuilder(
                        "sh",
                        "-c",
                        """
                        test "$(id -u)" = 0 && u='unshare -U'
                        exec $u "$0" -D "$1" -o "-p $((20000 + $$ % 20000)) -k ''" -l "$1.log" -w start
                        """,
                        programs.resolve("bin/pg_ctl").toString(),
                        folder.resolve("postgres").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return Long.parseLong(Files.readString(folder.resolve("postgres/postmaster.pid"))
                .lines()
                .findFirst()
                .orElseThrow());
    }

    private static String ask(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = Connections.writable(database.server()).getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
