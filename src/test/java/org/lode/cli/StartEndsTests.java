package org.lode.cli;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.Lode;
import org.lode.store.TestDatabase;
import org.lode.support.FreshDataFolder;
import org.lode.support.LodeProcess;
import org.lode.support.Seed;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A start that fails or is ended at any moment says so in one line at most, leaves nothing behind, and can be repeated. */
class StartEndsTests {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How many milliseconds after an event of a start its end comes, at most. */
    private static final int LATEST_MILLIS = 2_000;

    private static final Duration BRIEFLY = Duration.ofSeconds(15);
    private static final int STARTS = 10;

    /** What Java says itself when a signal comes before its own start is over, and with it any code of Lode. */
    private static final String ENDED_BEFORE_JAVA = "Runtime.exit(143) logging failed: ";

    @TempDir
    private Path logs;

    /** What ends a start. */
    enum End {
        PORT_TAKEN,
        MANAGEMENT_PORT_TAKEN,
        DATABASE_DROPPED,
        SESSIONS_ENDED,
        TERMINATED,
        INTERRUPTED
    }

    @Test
    @Tag("thorough")
    void aStartThatASignalEndsLeavesNothing() throws Exception {
        Seed seed = Seed.of(StartEndsTests.class);
        check(End.TERMINATED, seed.random("signal"), seed.toString(), FreshDataFolder.filled());
    }

    static Stream<Integer> starts() {
        return IntStream.range(0, STARTS).boxed();
    }

    @Tag("thorough")
    @ParameterizedTest
    @MethodSource("starts")
    void aFirstStartThatEndsAtAnyMomentLeavesNothing(int start) throws Exception {
        Seed seed = Seed.of(StartEndsTests.class);
        Random random = seed.random("start " + start);
        End end = End.values()[start % End.values().length];
        check(end, random, "start %d, %s, %s".formatted(start, end, seed), FreshDataFolder.make());
    }

    private void check(End end, Random random, String told, Path folder) throws Exception {
        try {
            switch (end) {
                case PORT_TAKEN, MANAGEMENT_PORT_TAKEN -> takePort(end, random, told, folder);
                case DATABASE_DROPPED, SESSIONS_ENDED -> takeDatabase(end, random, told, folder);
                case TERMINATED, INTERRUPTED -> signal(end, random, told, folder);
            }
        } finally {
            FreshDataFolder.delete(folder);
            FreshDataFolder.delete(LodeProcess.log(folder));
        }
    }

    private void takePort(End end, Random random, String told, Path folder) throws Exception {
        try (ServerSocket port = new ServerSocket()) {
            int number = LodeProcess.freePort();
            String setting = end == End.PORT_TAKEN ? "server.port" : "management.server.port";
            String other = end == End.PORT_TAKEN ? "management.server.port" : "server.port";
            Ending ending = new Ending(folder, List.of("--%s=%d".formatted(setting, number), "--" + other + "=0"));
            // Long before the first port is opened, which is after the first fill.
            ending.until(() -> Files.exists(folder.resolve("binaries")));
            Thread.sleep(random.nextInt(300));
            port.bind(new InetSocketAddress(number));
            assertThat(ending.code()).as(told).isEqualTo(3);
            assertThat(ending.errors())
                    .as(told)
                    .containsExactly("lode: %s: %d is in use by another program (expected: a free port)"
                            .formatted(setting, number));
            ending.assertQuiet(told);
        }
        assertStarts(folder);
    }

    private void takeDatabase(End end, Random random, String told, Path folder) throws Exception {
        DataSource database = TestDatabase.fresh();
        String address = TestDatabase.address(database);
        String name = address.substring(address.lastIndexOf('/') + 1);
        List<String> settings = List.of(
                "--lode.database.url=" + address,
                "--lode.database.username=postgres",
                "--lode.database.password=" + TestDatabase.password());
        try (Connection beside = TestDatabase.fresh().getConnection();
                Statement sql = beside.createStatement()) {
            Ending ending = new Ending(folder, settings, "--server.port=0", "--management.server.port=0");
            String sessions =
                    "from pg_stat_activity where application_name = 'lode-load' and datname = '%s'".formatted(name);
            ending.until(() -> count(sql, sessions) > 0);
            Thread.sleep(random.nextInt(LATEST_MILLIS / 2));
            if (end == End.DATABASE_DROPPED) {
                sql.execute("drop database %s with (force)".formatted(name));
            } else {
                long last = System.nanoTime() + BRIEFLY.toNanos();
                while (System.nanoTime() < last && count(sql, "pg_terminate_backend(pid)", sessions) == 0) {
                    Thread.onSpinWait();
                }
            }
            // A server that was up by then goes on.
            boolean failed = ending.endsWithin(BRIEFLY);
            if (!failed) {
                ending.signal("TERM");
            }
            assertThat(ending.code()).as(told).isEqualTo(failed ? 3 : 143);
            assertThat(ending.errors()).as(told).hasSize(failed ? 1 : 0);
            ending.assertQuiet(told);
            if (end == End.DATABASE_DROPPED) {
                sql.execute("create database " + name);
            }
        }
        assertStarts(folder, settings.toArray(String[]::new));
    }

    private static int count(Statement sql, String from) {
        return count(sql, "pid", from);
    }

    private static int count(Statement sql, String column, String from) {
        try (ResultSet rows = sql.executeQuery("select %s %s".formatted(column, from))) {
            int count = 0;
            while (rows.next()) {
                count++;
            }
            return count;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void signal(End end, Random random, String told, Path folder) throws Exception {
        Ending ending = new Ending(folder, List.of(), "--server.port=0", "--management.server.port=0");
        String event = List.of(".", "binaries", "postgres", "postgres/PG_VERSION", "postgres/postmaster.pid")
                .get(random.nextInt(5));
        ending.until(() -> Files.exists(folder.resolve(event)));
        Thread.sleep(random.nextInt(LATEST_MILLIS));
        ending.signal(end == End.TERMINATED ? "TERM" : "INT");
        // 128 and the number of the signal.
        assertThat(ending.code()).as(told).isEqualTo(end == End.TERMINATED ? 143 : 130);
        ending.assertQuiet(told);
        assertStarts(folder);
    }

    private static void assertStarts(Path folder, String... settings) throws InterruptedException {
        try (LodeProcess lode = LodeProcess.start(folder, settings)) {
            lode.awaitAnswer();
            lode.end(PATIENCE);
        }
    }

    /** A Lode whose start is to end. */
    private final class Ending {
        private final Path folder;
        private final Path out;
        private final Path err;
        private final Process process;

        Ending(Path folder, List<String> settings, String... more) throws IOException {
            this.folder = folder;
            this.out = Files.createTempFile(logs, "out", ".txt");
            this.err = Files.createTempFile(logs, "err", ".txt");
            ProcessBuilder program = LodeProcess.program("--lode.data-dir=" + folder);
            program.command().addAll(settings);
            program.command().addAll(List.of(more));
            if (System.getProperty("os.name").equals("Linux")) {
                // Where the tests run in the background, they and their children ignore this signal.
                program.command().addAll(0, List.of("env", "--default-signal=INT"));
            }
            this.process = program.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
        }

        /** Waits for an event, or for the end. */
        void until(Callable<Boolean> event) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> !runs() || event.call());
        }

        boolean runs() {
            return process.isAlive();
        }

        boolean endsWithin(Duration time) throws InterruptedException {
            return process.waitFor(time);
        }

        void signal(String name) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }

        /** Waits for the end; returns the exit code. */
        int code() throws InterruptedException, IOException {
            boolean ended = endsWithin(PATIENCE);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            assertThat(ended).as("an end of its own: %s", Files.readString(out)).isTrue();
            return process.exitValue();
        }

        List<String> errors() throws IOException {
            return Files.readAllLines(err);
        }

        void assertQuiet(String told) throws IOException {
            assertThat(errors())
                    .as(told)
                    .hasSizeLessThanOrEqualTo(1)
                    .allMatch(line -> (line.startsWith("lode: ") && !line.contains("Exception"))
                            || line.startsWith(ENDED_BEFORE_JAVA));
            assertThat(Files.readAllLines(out))
                    .as(told)
                    .noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
            assertThat(below(folder)).as(told).isEmpty();
            try (FileChannel channel = FileChannel.open(folder.resolve("lock"), CREATE, WRITE);
                    FileLock lock = channel.tryLock()) {
                assertThat(lock).as("the lock; %s", told).isNotNull();
            }
        }
    }

    /** The processes whose program or arguments lie below a folder. */
    private static List<String> below(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .or(process.info()::command)
                        .filter(line -> line.contains(folder.toString()))
                        .isPresent())
                .map(process ->
                        process.pid() + " " + process.info().commandLine().orElse(""))
                .toList();
    }

    /** Threads inherit their group, so those of other tests are not counted. */
    @Test
    void aStartThatFailsLeavesNoThread() throws Exception {
        Path folder = FreshDataFolder.make();
        DataSource database = TestDatabase.fresh();
        ThreadGroup group = new ThreadGroup("a start that fails");
        try (ServerSocket taken = new ServerSocket(0)) {
            String[] settings = {
                "--server.port=" + taken.getLocalPort(),
                "--management.server.port=0",
                "--lode.data-dir=" + folder,
                "--lode.database.url=" + TestDatabase.address(database),
                "--lode.database.username=postgres",
                "--lode.database.password=" + TestDatabase.password()
            };
            CompletableFuture<ConfigurableApplicationContext> start = CompletableFuture.supplyAsync(
                    () -> new SpringApplication(Lode.class).run(settings),
                    run -> Thread.ofPlatform().group(group).start(run));
            assertThatThrownBy(start::join)
                    .satisfies(failure -> assertThat(ServeCommand.failure((RuntimeException) failure, ""))
                            .hasMessageStartingWith("server.port: %d is in use".formatted(taken.getLocalPort())));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(named(group)).isEmpty());
        } finally {
            FreshDataFolder.delete(folder);
        }
    }

    private static List<String> named(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + 100];
        int count = group.enumerate(threads);
        return Stream.of(threads)
                .limit(count)
                .map(Thread::getName)
                .filter(name -> name.startsWith("lode-"))
                .toList();
    }
}
