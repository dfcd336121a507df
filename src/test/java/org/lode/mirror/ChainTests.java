package org.lode.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.support.Bundled;
import org.lode.support.DatasetCopy;
import org.lode.support.LodeProcess;
import org.lode.support.TamperingServer;
import org.lode.support.Verifier;

/** An origin with the bundled dataset, its mirror, and a mirror of that mirror. */
@Tag("thorough")
@Isolated("it measures times")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainTests {
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

    private final DatasetCopy dataset = DatasetCopy.make();
    private MirrorChain chain;
    private int newest = Bundled.NEWEST;
    private Duration filled;

    @BeforeAll
    void start(@TempDir Path folder) throws SQLException {
        long start = System.nanoTime();
        chain = new MirrorChain(folder, dataset.folder(), newest);
        filled = Duration.ofNanos(System.nanoTime() - start);
    }

    @AfterAll
    void end() {
        chain.close();
    }

    @Test
    void allThreeAnswerTheSameBytes() {
        chain.assertEqual(QUERIES, FILES);
    }

    /** Other programs take time of the machine too, so the best of some times counts. */
    @Test
    void aNewReleaseIsThereSoon() {
        List<Duration> taken = new ArrayList<>();
        for (int i = 0; i < RELEASES; i++) {
            String row = dataset.rows("projects").stream()
                    .filter(own -> !own.endsWith("\""))
                    .toList()
                    .get(i);
            dataset.modify("projects", row, own -> own.endsWith(",") ? own + "Noted." : own + " Noted.");
            dataset.release();
            newest++;
            taken.add(chain.awaitMirror(newest));
            chain.awaitSecond(newest);
        }
        System.out.printf("ChainTests: a start took %s, a release was at the mirror after %s%n", filled, taken);
        assertThat(Collections.min(taken)).isLessThan(filled.dividedBy(2));
        chain.assertEqual(QUERIES, FILES);
    }

    static List<Verifier> verifiers() {
        return Verifier.all();
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    void whoHasNoneOfOurCodeBelievesAllThreeAndNobodyBetween(Verifier verifier) throws Exception {
        for (LodeProcess lode : List.of(chain.origin(), chain.mirror(), chain.second())) {
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

    private Verifier.Run verify(Verifier verifier, String address) throws IOException, InterruptedException {
        return verifier.run(
                "release", address, "2026.11.2", "--key", chain.publicKey().toString());
    }

    private static byte @Nullable [] bytes(LodeProcess lode, String path) {
        return lode.file(path).map(text -> text.getBytes(UTF_8)).orElse(null);
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] flipped = bytes.clone();
        flipped[bytes.length / 2] ^= 1;
        return flipped;
    }
}
