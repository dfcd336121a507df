package org.lode.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.support.DatasetCopy;
import org.lode.support.FreshDataFolder;
import org.lode.support.LodeProcess;
import org.lode.support.TamperingServer;
import org.lode.support.Verifier;
import org.lode.trust.KeyFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An origin, its mirror, and a mirror of that one: three processes on one machine. */
@Tag("alone")
class ChainTests {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final int RELEASES = 5;

    private static final List<String> QUERIES = List.of(
            "{ release { sequence version root notes publishedAt counts { type total } reasons { reason count } } }",
            "{ releases(first: 500) { nodes { sequence version root manifestSha256 } } }",
            """
            { projects(first: 40, orderBy: [{field: NAME}], filter: {country: {code: {in: ["AU", "VN", "NA"]}}}) {
                totalCount nodes { id name recordHash since { version } agency { name }
                    citations(first: 3) { nodes { asserted } } } } }""",
            "{ investments(first: 200) { totalCount aggregate { count usd { sum missing } } nodes { id } } }",
            "{ projects(at: {sequence: 2}, first: 500) { totalCount nodes { id name stage status } } }",
            "{ changes(sinceSequence: 1, first: 500) { totalCount nodes { op id reasons note fields { path before after } } } }",
            "{ diff(from: {sequence: 1}, to: {sequence: 4}, first: 500) { totalCount nodes { op id beforeHash afterHash } } }",
            "{ search(text: \"lynas\", first: 20) { totalCount nodes { __typename } } }",
            "{ coverage { __typename } }",
            "{ proof(type: PROJECT, id: \"project:lofdal\") { body leaf steps { side hash } table tableSteps { side hash } root } }");

    private static final List<String> FILES = List.of(
            "mirror/v1/state.json",
            "mirror/v1/keys.json",
            "releases/2026.11.3/manifest.json",
            "releases/2026.11.3/delta.jsonl",
            "releases/2026.11.1/full/Project.jsonl",
            "releases/2026.11.3/bucket/Source/07.jsonl",
            "releases/2026.11.2/SHA256SUMS");

    private static final List<Path> FOLDERS = new ArrayList<>();
    private static final DatasetCopy DATASET = DatasetCopy.make();
    private static Path key;
    private static LodeProcess origin;
    private static LodeProcess mirror;
    private static LodeProcess second;

    @BeforeAll
    static void threeInARow() throws Exception {
        key = folder().resolve("key");
        KeyFiles.create(key, null);
        origin = LodeProcess.start(folder(), "--lode.origin=" + DATASET.folder(), "--lode.mirror.signing-key=" + key);
        await("the origin", () -> sequence(origin) == 4);
        mirror = mirrorOf(origin, key);
        await("the mirror", () -> sequence(mirror) == 4);
        second = mirrorOf(mirror, key);
        await("the mirror of the mirror", () -> sequence(second) == 4);
    }

    private static LodeProcess mirrorOf(LodeProcess upstream, Path key) {
        return LodeProcess.start(folder(), "--lode.origin=" + upstream.address(), "--lode.origin-key=" + key + ".pub");
    }

    private static Path folder() {
        Path folder = FreshDataFolder.unpacked();
        FOLDERS.add(folder);
        return folder;
    }

    @AfterAll
    static void end() {
        List.of(second, mirror, origin).forEach(LodeProcess::close);
        FOLDERS.forEach(folder -> {
            FreshDataFolder.delete(folder);
            FreshDataFolder.delete(LodeProcess.log(folder));
        });
    }

    @Test
    void allThreeAnswerTheSameBytes() {
        assertEqual();
    }

    private static void assertEqual() {
        for (String query : QUERIES) {
            String answer = body(origin, query);
            assertThat(JsonMapper.shared().readTree(answer).path("errors").isMissingNode())
                    .as(answer)
                    .isTrue();
            assertThat(body(mirror, query)).isEqualTo(answer);
            assertThat(body(second, query)).isEqualTo(answer);
        }
        for (String file : FILES) {
            String text = origin.file("/" + file).orElseThrow();
            assertThat(text).endsWith("\n");
            assertThat(mirror.file("/" + file)).as(file).hasValue(text);
            assertThat(second.file("/" + file)).as(file).hasValue(text);
        }
    }

    /** The time is that of the machine as well, so that the best of some counts. */
    @Test
    void aNewReleaseIsThereSoon() throws Exception {
        List<Duration> first = new ArrayList<>();
        for (int i = 0; i < RELEASES; i++) {
            int expected = sequence(origin) + 1;
            String row = DATASET.rows("projects").get(i);
            DATASET.modify("projects", row, own -> own.endsWith(",") ? own + "Noted." : own + " Noted.");
            DATASET.release();
            long start = System.nanoTime();
            await("the mirror's release " + expected, () -> sequence(mirror) == expected);
            first.add(Duration.ofNanos(System.nanoTime() - start));
            await("the second mirror's release " + expected, () -> sequence(second) == expected);
        }
        System.out.printf("ChainTests: a release was at the mirror after %s%n", first);
        assertThat(Collections.min(first)).isLessThan(SOON);
        assertThat(known(second).path("root")).isEqualTo(known(origin).path("root"));
        assertThat(known(second).path("problem").isNull()).isTrue();
        assertThat(known(second).path("signed").asBoolean()).isTrue();
        assertThat(known(second).path("upstream").asString())
                .isEqualTo(mirror.address().toString());
        assertEqual();
    }

    static List<Verifier> verifiers() {
        return Verifier.all();
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    void whoHasNoneOfOurCodeBelievesAllThreeAndNobodyBetween(Verifier verifier) throws Exception {
        for (LodeProcess lode : List.of(origin, mirror, second)) {
            assertThat(verify(verifier, lode.address().toString()).code()).isZero();
            for (String file : List.of("mirror/v1/state.json", "releases/2026.11.2/full/Deal.jsonl")) {
                try (TamperingServer between = TamperingServer.start(
                        (path, body) -> bytes(lode, path), Map.of("/" + file, ChainTests::flipped))) {
                    assertThat(verify(verifier, between.address()).code())
                            .as("%s of %s", file, lode.address())
                            .isOne();
                }
            }
        }
    }

    private static Verifier.Run verify(Verifier verifier, String address) throws IOException, InterruptedException {
        return verifier.run("release", address, "2026.11.2", "--key", key + ".pub");
    }

    private static byte @Nullable [] bytes(LodeProcess lode, String path) {
        return lode.file(path).map(text -> text.getBytes(UTF_8)).orElse(null);
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] flipped = bytes.clone();
        flipped[bytes.length / 2] ^= 1;
        return flipped;
    }

    private static JsonNode known(LodeProcess lode) {
        return JsonMapper.shared()
                .readTree(lode.file("/.well-known/dataset-mirror.json").orElseThrow());
    }

    private static int sequence(LodeProcess lode) {
        return lode.answer("{ release { sequence } }")
                .map(answer ->
                        answer.path("data").path("release").path("sequence").asInt())
                .orElse(0);
    }

    private static String body(LodeProcess lode, String query) {
        return lode.text(query).orElseThrow();
    }

    private static void await(String what, BooleanSupplier there) throws InterruptedException, IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + " does not come: " + logs());
            }
            Thread.sleep(20);
        }
    }

    private static String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        for (Path folder : FOLDERS) {
            Path log = LodeProcess.log(folder);
            logs.append(Files.exists(log) ? Files.readString(log) : "").append("\n--\n");
        }
        return logs.toString();
    }
}
