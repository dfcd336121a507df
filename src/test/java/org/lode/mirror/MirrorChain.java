package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.lode.release.KeyRing.KeyFiles;
import org.lode.store.TestDatabase;
import org.lode.support.LodeProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An origin, its mirror, and a mirror of that mirror: three processes on one machine, each with a database of its own. */
final class MirrorChain implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder;
    private final Path key;
    private final LodeProcess origin;
    private final LodeProcess mirror;
    private final LodeProcess second;

    /**
     * Starts all three, and waits until each has the newest release.
     *
     * @param folder where their files go
     * @param dataset the folder of the origin's dataset
     * @param newest the number of its newest release
     */
    MirrorChain(Path folder, Path dataset, int newest) throws SQLException {
        this.folder = folder;
        key = folder.resolve("key");
        KeyFiles.create(key, null);
        origin = start("origin", "--lode.origin=" + dataset, "--lode.mirror.signing-key=" + key);
        await("the origin's release", origin, newest);
        mirror = mirrorOf(origin, "mirror");
        await("the mirror's release", mirror, newest);
        second = mirrorOf(mirror, "second");
        await("the second mirror's release", second, newest);
    }

    private LodeProcess mirrorOf(LodeProcess upstream, String name) throws SQLException {
        return start(name, "--lode.origin=" + upstream.address(), "--lode.origin-key=" + publicKey());
    }

    private LodeProcess start(String name, String... settings) throws SQLException {
        String[] all = Stream.concat(
                        Stream.of(settings),
                        Stream.of(
                                "--lode.database.url=" + TestDatabase.address(TestDatabase.fresh()),
                                "--lode.database.username=postgres",
                                "--lode.database.password=" + TestDatabase.password()))
                .toArray(String[]::new);
        return LodeProcess.start(folder.resolve(name), all);
    }

    Path publicKey() {
        return Path.of(key + ".pub");
    }

    LodeProcess origin() {
        return origin;
    }

    LodeProcess mirror() {
        return mirror;
    }

    LodeProcess second() {
        return second;
    }

    /** All three answer these queries and serve these files with the same bytes. */
    void assertEqual(List<String> queries, List<String> files) {
        for (String query : queries) {
            String answer = origin.text(query).orElseThrow();
            assertThat(JsonMapper.shared().readTree(answer).path("errors").isMissingNode())
                    .as(answer)
                    .isTrue();
            assertThat(mirror.text(query)).hasValue(answer);
            assertThat(second.text(query)).hasValue(answer);
        }
        for (String file : files) {
            String text = origin.file("/" + file).orElseThrow();
            assertThat(text).as(file).endsWith("\n");
            assertThat(mirror.file("/" + file)).as(file).hasValue(text);
            assertThat(second.file("/" + file)).as(file).hasValue(text);
        }
    }

    /** Waits until the mirror has a release; returns the time that it takes. */
    Duration awaitMirror(int sequence) {
        long start = System.nanoTime();
        await("the mirror's release", mirror, sequence);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Waits until the second mirror has a release, which is then the origin's and in order. */
    void awaitSecond(int sequence) {
        await("the second mirror's release", second, sequence);
        JsonNode known = known(second);
        assertThat(known.path("root")).isEqualTo(known(origin).path("root"));
        assertThat(known.path("problem").isNull()).isTrue();
        assertThat(known.path("signed").asBoolean()).isTrue();
        assertThat(known.path("upstream").asString()).isEqualTo(mirror.address().toString());
    }

    private void await(String what, LodeProcess lode, int sequence) {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> sequence(lode) == sequence);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("%s %d does not come: %s".formatted(what, sequence, logs()), e);
        }
    }

    private static int sequence(LodeProcess lode) {
        return lode.answer("{ release { sequence } }")
                .map(answer ->
                        answer.path("data").path("release").path("sequence").asInt())
                .orElse(0);
    }

    private static JsonNode known(LodeProcess lode) {
        return JsonMapper.shared()
                .readTree(lode.file("/.well-known/dataset-mirror.json").orElseThrow());
    }

    private String logs() {
        StringBuilder logs = new StringBuilder();
        for (String name : List.of("origin", "mirror", "second")) {
            Path log = LodeProcess.log(folder.resolve(name));
            try {
                logs.append(Files.exists(log) ? Files.readString(log) : "").append("\n--\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return logs.toString();
    }

    @Override
    public void close() {
        List.of(second, mirror, origin).forEach(LodeProcess::close);
    }
}
