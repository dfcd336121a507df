package org.lode.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.support.FreshDataFolder;
import org.lode.support.HeldReleases;
import org.lode.support.LodeProcess;
import org.lode.support.Seed;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Lode that is killed at any moment comes up whole when it starts again, and never shows a part of a release. */
@Tag("thorough")
class KillTests {
    private static final int KILLS = 12;
    private static final int EARLIEST_MILLIS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NOTHING_TO_SEE = "08...|28...|57P..|3F000|42P01";
    private static final Map<Integer, JsonNode> MANIFESTS = manifests();

    private static final String LOOK = """
            {
              release { sequence version root }
              releases(first: 500) { nodes { sequence version root } }
              Citation: citations { totalCount }
              Country: countries { totalCount }
              Deal: deals { totalCount }
              FxRate: fxRates { totalCount }
              Indicator: indicators { totalCount }
              Investment: investments { totalCount }
              Mineral: minerals { totalCount }
              Observation: observations { totalCount }
              Office: offices { totalCount }
              Organization: organizations { totalCount }
              Project: projects { totalCount }
              Source: sources { totalCount }
            }
            """;

    /** The kill waits for the first release, so PostgreSQL is up and some releases are usually missing. */
    @Test
    void aServerThatIsKilledWhileItLoadsComesUpWhole() throws Exception {
        Path folder = FreshDataFolder.unpacked();
        try (LodeProcess first = LodeProcess.start(folder)) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> count(folder) > 0);
            first.kill();
            assertThat(left(folder)).as("what PostgreSQL holds after the kill").isPresent();
            assertComesUpWhole(folder);
        }
        clear(folder);
    }

    @Test
    void aServerThatIsKilledWhenItIsUpComesUpWhole() throws Exception {
        Path folder = FreshDataFolder.filled();
        try (LodeProcess first = LodeProcess.start(folder)) {
            awaitNewest(first, folder);
            first.kill();
            assertThat(left(folder)).hasValue(roots(MANIFESTS));
            assertComesUpWhole(folder);
        }
        clear(folder);
    }

    /** The seed decides which shares of the time of an undisturbed first start pass before the kills. */
    @Test
    void aServerThatIsKilledAtAnyMomentOfItsFirstStartComesUpWhole() throws Exception {
        Seed seed = Seed.of(KillTests.class);
        Random random = seed.random("moments");
        int usual = usualStart();
        double step = (usual - EARLIEST_MILLIS) / (double) KILLS;
        int found = 0;
        for (int i = 0; i < KILLS; i++) {
            int millis = EARLIEST_MILLIS + (int) (step * (i + random.nextDouble()));
            Path folder = FreshDataFolder.make();
            try (LodeProcess first = LodeProcess.start(folder)) {
                lookFor(first, Duration.ofMillis(millis));
                first.kill();
                found += left(folder).isPresent() ? 1 : 0;
                assertComesUpWhole(folder);
            } catch (AssertionError e) {
                throw new AssertionError("killed after %d of %d ms, %s".formatted(millis, usual, seed), e);
            }
            clear(folder);
        }
        System.out.printf("KillTests: %d of %d kills left a PostgreSQL that could be looked into%n", found, KILLS);
        assertThat(found)
                .as("kills that left a PostgreSQL to look into, %s", seed)
                .isPositive();
    }

    private static int usualStart() {
        Path folder = FreshDataFolder.make();
        long start = System.nanoTime();
        try (LodeProcess lode = LodeProcess.start(folder)) {
            awaitNewest(lode, folder);
            return (int) Duration.ofNanos(System.nanoTime() - start).toMillis();
        } finally {
            clear(folder);
        }
    }

    private static void assertComesUpWhole(Path folder) {
        try (LodeProcess second = LodeProcess.start(folder)) {
            awaitNewest(second, folder);
            assertThat(left(folder)).hasValue(roots(MANIFESTS));
        }
    }

    /** Asks again and again for so long: each answer must be that of a whole release. */
    private static void lookFor(LodeProcess lode, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            lode.answer(LOOK).ifPresent(KillTests::assertWhole);
            long rest = Duration.ofNanos(end - System.nanoTime()).toMillis();
            Thread.sleep(Math.clamp(rest, 0, 50));
        }
    }

    private static void awaitNewest(LodeProcess lode, Path folder) {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .failFast("Lode ended", () -> !lode.runs())
                    .until(() -> lode.answer(LOOK).map(KillTests::assertWhole).orElse(0) == MANIFESTS.size());
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw new AssertionError("Lode does not come up: " + read(LodeProcess.log(folder)), e);
        }
    }

    /** Compares an answer with the manifests; returns the number of its release. */
    private static int assertWhole(JsonNode answer) {
        assertThat(answer.path("errors").isMissingNode()).as("%s", answer).isTrue();
        JsonNode data = answer.path("data");
        int sequence = data.path("release").path("sequence").asInt();
        JsonNode manifest = Objects.requireNonNull(MANIFESTS.get(sequence));
        assertThat(data.path("release").path("root").asString())
                .isEqualTo(manifest.path("root").asString());
        manifest.path("counts").properties().stream()
                .filter(count -> data.has(count.getKey()))
                .forEach(count -> assertThat(
                                data.path(count.getKey()).path("totalCount").asInt())
                        .as("%s in release %d", count.getKey(), sequence)
                        .isEqualTo(count.getValue().path("total").asInt()));
        Map<Integer, JsonNode> listed = new TreeMap<>();
        data.path("releases")
                .path("nodes")
                .forEach(node -> listed.put(node.path("sequence").asInt(), node));
        assertThat(listed).hasSize(sequence);
        roots(listed)
                .forEach((number, root) ->
                        assertThat(root).isEqualTo(roots(MANIFESTS).get(number)));
        return sequence;
    }

    /**
     * Returns the releases that the PostgreSQL of a folder holds, each proved whole; it outlives a kill of Lode.
     *
     * <p>Empty while it cannot be asked: it is not made, not up, or without tables.
     */
    private static Optional<Map<Integer, String>> left(Path folder) {
        Optional<Map<Integer, String>> held = ask(folder, HeldReleases::roots);
        held.ifPresent(releases -> assertThat(roots(MANIFESTS).entrySet()).containsAll(releases.entrySet()));
        return held;
    }

    private static int count(Path folder) {
        return ask(folder, connection -> {
                    try (Statement statement = connection.createStatement();
                            ResultSet row = statement.executeQuery("select count(*) from lode.release")) {
                        row.next();
                        return row.getInt(1);
                    }
                })
                .orElse(0);
    }

    private interface Question<T> {
        T of(Connection connection) throws SQLException;
    }

    private static <T> Optional<T> ask(Path folder, Question<T> question) {
        try {
            List<String> running = Files.readAllLines(folder.resolve("postgres").resolve("postmaster.pid"));
            if (running.size() < 4) {
                return Optional.empty();
            }
            Properties properties = new Properties();
            properties.setProperty("user", "postgres");
            properties.setProperty("password", Files.readString(folder.resolve("postgres.password")));
            properties.setProperty("connectTimeout", "2");
            String url = "jdbc:postgresql://localhost:%s/postgres"
                    .formatted(running.get(3).strip());
            try (Connection connection = DriverManager.getConnection(url, properties)) {
                return Optional.of(question.of(connection));
            }
        } catch (IOException e) {
            // PostgreSQL is not made yet.
            return Optional.empty();
        } catch (SQLException e) {
            assertThat(e.getSQLState())
                    .as("no connection yet, or no tables yet: %s", e)
                    .matches(NOTHING_TO_SEE);
            return Optional.empty();
        }
    }

    private static Map<Integer, String> roots(Map<Integer, JsonNode> releases) {
        Map<Integer, String> roots = new TreeMap<>();
        releases.forEach(
                (sequence, release) -> roots.put(sequence, release.path("root").asString()));
        return roots;
    }

    private static Map<Integer, JsonNode> manifests() {
        try (Stream<Path> folders = Files.list(Path.of("dataset", "releases"))) {
            Map<Integer, JsonNode> manifests = new TreeMap<>();
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                JsonNode manifest = JsonMapper.shared().readTree(read(folder.resolve("manifest.json")));
                manifests.put(manifest.path("sequence").asInt(), manifest);
            }
            return manifests;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    private static void clear(Path folder) {
        FreshDataFolder.delete(folder);
        FreshDataFolder.delete(LodeProcess.log(folder));
    }
}
