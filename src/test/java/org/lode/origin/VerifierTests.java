package org.lode.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.release.RecordKey;
import org.lode.release.TableRoot;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Replay;
import org.lode.support.TamperingServer;
import org.lode.support.Verifier;

/** Both verifiers say OK to what is right, and refuse whatever differs in one byte. */
@LodeTest
class VerifierTests {
    private static final Path DATASET = Path.of("dataset");
    private static final Replay.State NEWEST = Replay.of(DATASET).getLast();
    private static final String RECORD = "project:lofdal";
    private static final String RELEASE = "/releases/" + NEWEST.text("version");
    private static final String BUCKET =
            RELEASE + "/bucket/Project/" + TableRoot.name(new RecordKey("Project", RECORD).bucket()) + ".jsonl";
    private static final HandmadeOrigin ORIGIN = new HandmadeOrigin(DATASET, first("Office"));
    private static final List<Verifier> VERIFIERS = Verifier.all();

    @TempDir
    private Path folder;

    private final Http http;
    private final Map<String, UnaryOperator<byte[]>> changes = new ConcurrentHashMap<>();
    private @Nullable TamperingServer server;
    private String key = "";

    VerifierTests(Http http) {
        this.http = http;
    }

    static List<Verifier> verifiers() {
        return VERIFIERS;
    }

    @BeforeEach
    void start() throws IOException {
        server = TamperingServer.start(this::honest, changes);
        key = Files.writeString(folder.resolve("key.pub"), ORIGIN.pem()).toString();
    }

    @AfterEach
    void stop() {
        Objects.requireNonNull(server).close();
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    void whatIsRightIsOk(Verifier verifier) throws Exception {
        assertOk(verifier, "record", address(), "Project", RECORD);
        assertOk(verifier, "record", address(), "FxRate", first("FxRate").id(), "2026.11.2");
        assertOk(verifier, "file", address() + RELEASE + "/full/Project.jsonl");
        assertOk(verifier, "file", address() + RELEASE + "/full/Redirect.jsonl");
        assertOk(verifier, "file", address() + RELEASE + "/full/Office.jsonl");
        assertOk(verifier, "file", address() + RELEASE + "/bucket/Citation/0a.jsonl");
        assertOk(verifier, "file", address() + RELEASE + "/bucket/Office/0a.jsonl");
        assertOk(verifier, "release", address());
        assertOk(verifier, "release", address(), "2026.11.0", "--key", key);
    }

    static Stream<Tampering> tamperings() {
        return Tampering.all(ORIGIN, RELEASE, BUCKET);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tamperings")
    void whatDiffersInOneByteIsRefused(Tampering tampering) throws Exception {
        changes.put(tampering.path(), tampering.change());
        for (Verifier verifier : VERIFIERS) {
            Verifier.Run run = verifier.run(arguments(tampering.ask()));
            assertThat(run.code()).as("%s: %s", verifier, run).isEqualTo(1);
            assertThat(run.err()).as("%s", verifier).singleElement().asString().startsWith("FAILED ");
            assertThat(run.out()).noneMatch(line -> line.startsWith("OK"));
        }
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    void aKeyThatNobodyHasSignedTrustsNothing(Verifier verifier) throws Exception {
        String other = Files.writeString(folder.resolve("other.pub"), HandmadeOrigin.otherPem())
                .toString();
        Verifier.Run run = verifier.run("release", address(), "--key", other);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).singleElement().asString().startsWith("FAILED a trusted key has signed the state");
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    void whatIsNotThereIsSaid(Verifier verifier) throws Exception {
        assertThat(verifier.run("record", address(), "Project", "project:nowhere")
                        .code())
                .isEqualTo(1);
        assertThat(verifier.run("file", address() + RELEASE + "/full/Planet.jsonl")
                        .code())
                .isEqualTo(1);
        assertThat(verifier.run("release", address(), "2020.1.0").code()).isEqualTo(1);
        assertThat(verifier.run("release", "http://localhost:1").err()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    void misuseIsOneLine(Verifier verifier) throws Exception {
        List<List<String>> wrong = List.of(
                List.of(),
                List.of("prove"),
                List.of("record", address()),
                List.of("record", address(), "Project", "Lofdal"),
                List.of("file", address() + "/releases/state.json"),
                List.of("release", address(), "--key"),
                List.of("release", address(), "newest"));
        for (List<String> arguments : wrong) {
            Verifier.Run run = verifier.run(arguments.toArray(String[]::new));
            assertThat(run.code()).as("%s", arguments).isEqualTo(2);
            assertThat(run.err()).singleElement().asString().startsWith("usage: ");
        }
    }

    private String[] arguments(String ask) {
        return switch (ask) {
            case "record" -> new String[] {"record", address(), "Project", RECORD};
            case "version" -> new String[] {"record", address(), "Project", RECORD, NEWEST.text("version")};
            case "projects" -> new String[] {"file", address() + RELEASE + "/full/Project.jsonl"};
            case "offices" -> new String[] {"file", address() + RELEASE + "/full/Office.jsonl"};
            case "bucket" -> new String[] {"file", address() + BUCKET};
            case "release" -> new String[] {"release", address()};
            default -> new String[] {"release", address(), "--key", key};
        };
    }

    private void assertOk(Verifier verifier, String... arguments) throws Exception {
        Verifier.Run run = verifier.run(arguments);
        assertThat(run.err()).as("%s", List.of(arguments)).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out().getLast()).startsWith("OK ");
    }

    /** What a Lode and its files answer: proofs are those of the real one. */
    private byte @Nullable [] honest(String path, byte[] body) {
        return switch (path) {
            case "/graphql" -> http.post(body).body();
            case Tampering.STATE -> ORIGIN.state(Instant.now().plus(Duration.ofDays(1)));
            default -> ORIGIN.files().get(path);
        };
    }

    private static Replay.RecordName first(String type) {
        return NEWEST.records().keySet().stream()
                .filter(name -> name.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private String address() {
        return Objects.requireNonNull(server).address();
    }
}
