package org.lode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.support.FreshDataFolder;
import org.lode.support.HeldReleases;
import org.lode.support.LodeProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Lode that is killed at any moment of its first start comes up whole when it is started again, and never shows a part
 * of a release.
 *
 * <p>The seed of the moments is printed; {@code -Dlode.kill.seed} repeats a run.
 */
@Order(Integer.MAX_VALUE)
class KillTests {
    private static final int KILLS = 20;
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
              Investment: investments { totalCount }
              Mineral: minerals { totalCount }
              Observation: observations { totalCount }
              Office: offices { totalCount }
              Organization: organizations { totalCount }
              Project: projects { totalCount }
              Source: sources { totalCount }
            }
            """;

    private static int foundAfterKill;

    static Stream<Integer> moments() throws InterruptedException {
        long seed = Long.getLong("lode.kill.seed", System.nanoTime());
        int usual = usualStart();
        System.out.printf("kills: seed %d, an undisturbed first start takes %d ms%n", seed, usual);
        Random random = new Random(seed);
        double step = (usual - EARLIEST_MILLIS) / (double) KILLS;
        return IntStream.range(0, KILLS).mapToObj(i -> EARLIEST_MILLIS + (int) (step * (i + random.nextDouble())));
    }

    private static int usualStart() throws InterruptedException {
        Path folder = FreshDataFolder.make();
        long start = System.nanoTime();
        try (LodeProcess lode = LodeProcess.start(folder)) {
            awaitNewest(lode, folder);
            return (int) Duration.ofNanos(System.nanoTime() - start).toMillis();
        } finally {
            clear(folder);
        }
    }

    @ParameterizedTest(name = "killed after {0} ms")
    @MethodSource("moments")
    void comesUpWhole(int millis) throws Exception {
        Path folder = FreshDataFolder.make();
        try (LodeProcess first = LodeProcess.start(folder)) {
            lookUntil(first, System.nanoTime() + Duration.ofMillis(millis).toNanos());
            first.kill();
            lookAtWhatIsLeft(folder);
            try (LodeProcess second = LodeProcess.start(folder)) {
                awaitNewest(second, folder);
                assertThat(held(folder)).isEqualTo(roots(MANIFESTS));
            }
        }
        clear(folder);
    }

    @Test
    void aKilledServerComesUpWhole() throws Exception {
        Path folder = FreshDataFolder.make();
        try (LodeProcess first = LodeProcess.start(folder)) {
            awaitNewest(first, folder);
            first.kill();
            try (LodeProcess second = LodeProcess.start(folder)) {
                awaitNewest(second, folder);
                assertThat(held(folder)).isEqualTo(roots(MANIFESTS));
            }
        }
        clear(folder);
    }

    @AfterAll
    static void tell() {
        System.out.printf("kills: %d of %d left a PostgreSQL that could be looked into%n", foundAfterKill, KILLS);
    }

    /** Asks again and again: whatever is answered has to be a whole release. */
    private static void lookUntil(LodeProcess lode, long end) throws InterruptedException {
        while (System.nanoTime() < end) {
            lode.answer(LOOK).ifPresent(KillTests::assertWhole);
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            Thread.sleep(Math.clamp(left, 0, 50));
        }
    }

    private static void awaitNewest(LodeProcess lode, Path folder) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && lode.runs()) {
            Optional<JsonNode> answer = lode.answer(LOOK);
            if (answer.isPresent() && assertWhole(answer.get()) == MANIFESTS.size()) {
                return;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("Lode does not come up: " + read(LodeProcess.log(folder)));
    }

    /** Compares an answer with the manifests; gives the number of its release. */
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

    /** The PostgreSQL that outlives the kill holds whole releases too, be it none. */
    private static void lookAtWhatIsLeft(Path folder) {
        try {
            Map<Integer, String> held = held(folder);
            foundAfterKill++;
            held.forEach((sequence, root) ->
                    assertThat(root).isEqualTo(roots(MANIFESTS).get(sequence)));
        } catch (IOException e) {
            // PostgreSQL was not made yet.
        } catch (SQLException e) {
            assertThat(e.getSQLState())
                    .as("no connection yet, or no tables yet: %s", e)
                    .matches(NOTHING_TO_SEE);
        }
    }

    private static Map<Integer, String> held(Path folder) throws SQLException, IOException {
        List<String> running = Files.readAllLines(folder.resolve("postgres").resolve("postmaster.pid"));
        if (running.size() < 4) {
            throw new IOException("PostgreSQL is just starting");
        }
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", Files.readString(folder.resolve("postgres.password")));
        properties.setProperty("connectTimeout", "2");
        String url = "jdbc:postgresql://localhost:%s/postgres"
                .formatted(running.get(3).strip());
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            return HeldReleases.roots(connection);
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
