package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.release.RecordKey;
import org.lode.release.Roots.TableRoot;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Replay;
import org.lode.support.TamperingServer;
import org.lode.support.Verifier;

/** Both verifiers say OK to what is right, and refuse what differs in one byte. */
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
        assertOk(verifier, "file", address() + RELEASE + "/full/Office.jsonl");
        assertOk(verifier, "release", address(), "2026.11.0", "--key", key);
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    @Tag("thorough")
    void allThatIsRightIsOk(Verifier verifier) throws Exception {
        assertOk(verifier, "record", address(), "FxRate", first("FxRate").id(), "2026.11.2");
        assertOk(verifier, "file", address() + RELEASE + "/full/Project.jsonl");
        assertOk(verifier, "file", address() + RELEASE + "/full/Redirect.jsonl");
        assertOk(verifier, "file", address() + RELEASE + "/bucket/Citation/0a.jsonl");
        assertOk(verifier, "file", address() + RELEASE + "/bucket/Office/0a.jsonl");
        assertOk(verifier, "release", address());
    }

    static Stream<Tampering> tamperings() {
        return Tampering.all(ORIGIN, RELEASE, BUCKET);
    }

    /** A few of the tamperings, which start a process each. */
    static List<Tampering> some() {
        List<Tampering> all = new ArrayList<>(tamperings().toList());
        Collections.shuffle(all, Tampering.SEED.random("some"));
        return all.subList(0, 3);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("some")
    void whatDiffersInOneByteIsRefused(Tampering tampering) throws Exception {
        assertRefused(tampering);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tamperings")
    @Tag("thorough")
    void allThatDiffersInOneByteIsRefused(Tampering tampering) throws Exception {
        assertRefused(tampering);
    }

    private void assertRefused(Tampering tampering) throws Exception {
        changes.put(tampering.path(), tampering.change());
        for (Verifier verifier : VERIFIERS) {
            Verifier.Run run = verifier.run(arguments(tampering.ask()));
            assertThat(run.code())
                    .as("%s: %s, %s", verifier, run, Tampering.SEED)
                    .isEqualTo(1);
            assertThat(run.err()).as("%s", verifier).singleElement().asString().startsWith("FAILED ");
            assertThat(run.out()).noneMatch(line -> line.startsWith("OK"));
        }
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    @Tag("thorough")
    void aKeyThatNobodyHasSignedTrustsNothing(Verifier verifier) throws Exception {
        String other = Files.writeString(folder.resolve("other.pub"), HandmadeOrigin.otherPem())
                .toString();
        Verifier.Run run = verifier.run("release", address(), "--key", other);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).singleElement().asString().startsWith("FAILED a trusted key has signed the state");
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    @Tag("thorough")
    void whatIsNotThereIsSaid(Verifier verifier) throws Exception {
        assertFailed(verifier, "record", address(), "Project", "project:nowhere");
        assertFailed(verifier, "release", "http://localhost:1");
        assertFailed(verifier, "file", address() + RELEASE + "/full/Planet.jsonl");
        assertFailed(verifier, "release", address(), "2020.1.0");
    }

    private static void assertFailed(Verifier verifier, String... arguments) throws Exception {
        Verifier.Run run = verifier.run(arguments);
        assertThat(run.code()).as("%s", List.of(arguments)).isEqualTo(1);
        assertThat(run.err()).singleElement().asString().startsWith("FAILED ");
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    @Tag("thorough")
    void misuseIsOneLine(Verifier verifier) throws Exception {
        assertUsage(verifier);
        assertUsage(verifier, "release", address(), "--key");
        assertUsage(verifier, "prove");
        assertUsage(verifier, "record", address());
        assertUsage(verifier, "record", address(), "Project", "Lofdal");
        assertUsage(verifier, "file", address() + "/releases/state.json");
        assertUsage(verifier, "release", address(), "newest");
    }

    private static void assertUsage(Verifier verifier, String... arguments) throws Exception {
        Verifier.Run run = verifier.run(arguments);
        assertThat(run.code()).as("%s", List.of(arguments)).isEqualTo(2);
        assertThat(run.err()).singleElement().asString().startsWith("usage: ");
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

    /** Answers as a Lode and its files do; proofs are those of the real Lode. */
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
