package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.release.KeyRing.KeyFiles;
import org.lode.support.FreshDataFolder;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.TamperingServer;
import org.lode.support.Verifier;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Both verifiers say OK to what a Lode with a second key serves, and refuse it when a byte differs on the way. */
@LodeTest
@Tag("thorough")
class VerifiedOriginTests {
    private static final Path KEYS = FreshDataFolder.make();
    private static final KeyFiles FIRST = KeyFiles.create(KEYS.resolve("first"), null);
    private static final KeyFiles SECOND = KeyFiles.create(KEYS.resolve("second"), FIRST);
    private static final String RELEASE = "/releases/2026.11.2";
    private static final List<Verifier> VERIFIERS = Verifier.all();

    private final Http http;
    private final String address;

    VerifiedOriginTests(Http http, Environment environment) {
        this.http = http;
        this.address = "http://localhost:" + environment.getRequiredProperty("local.server.port");
    }

    @DynamicPropertySource
    static void key(DynamicPropertyRegistry properties) {
        properties.add("lode.mirror.signing-key", () -> SECOND.file().toString());
    }

    static List<Verifier> verifiers() {
        return VERIFIERS;
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    void allThatIsServedIsOk(Verifier verifier) throws Exception {
        assertOk(verifier, "release", address, "--key", FIRST.publicFile().toString());
        assertOk(verifier, "record", address, "Project", "project:lofdal");
        assertOk(verifier, "file", address + RELEASE + "/bucket/Citation/0a.jsonl");
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    void filesAndBucketsAreOk(Verifier verifier) throws Exception {
        assertOk(
                verifier,
                "release",
                address,
                "2026.11.0",
                "--key",
                SECOND.publicFile().toString());
        assertOk(verifier, "file", address + RELEASE + "/full/Redirect.jsonl");
        for (String bucket : List.of("00", "0a", "ff")) {
            assertOk(verifier, "file", address + RELEASE + "/bucket/Citation/" + bucket + ".jsonl");
            assertOk(verifier, "file", address + RELEASE + "/bucket/Office/" + bucket + ".jsonl");
        }
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    void oneByteOnTheWayIsRefused(Verifier verifier) throws Exception {
        for (String path : List.of("/mirror/v1/state.json", "/mirror/v1/keys.json", RELEASE + "/full/Deal.jsonl")) {
            try (TamperingServer server = TamperingServer.start(
                    (asked, body) -> http.send("GET", asked).body(), Map.of(path, VerifiedOriginTests::flipped))) {
                Verifier.Run run = verifier.run(
                        "release",
                        server.address(),
                        "2026.11.2",
                        "--key",
                        FIRST.publicFile().toString());
                assertThat(run.code()).as(path).isEqualTo(1);
                assertThat(run.err()).as(path).singleElement().asString().startsWith("FAILED ");
            }
        }
    }

    @Test
    void theCommandsOfTheReadmeRun() throws Exception {
        List<String> commands = commands();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(5);
        for (String command : commands) {
            assertRuns(command);
        }
    }

    /** The commands of the README; those for Node.js where there is a Node.js. */
    private List<String> commands() throws IOException {
        return Files.readString(Path.of("docs", "examples", "verify", "README.md"))
                .lines()
                .filter(line -> line.matches("(java|node) .*"))
                .filter(line -> line.startsWith("java") || Verifier.node().isPresent())
                .map(line -> line.replace("http://localhost:8080", address))
                .toList();
    }

    private static void assertRuns(String command) throws Exception {
        List<String> words = new ArrayList<>(Arrays.asList(command.split(" ", -1)));
        words.set(
                0,
                words.getFirst().equals("java")
                        ? Verifier.java("java").toString()
                        : Verifier.node().orElseThrow().toString());
        assertOk(Verifier.run(words), command);
    }

    private static byte[] flipped(byte[] sent) {
        byte[] changed = sent.clone();
        changed[sent.length / 2] ^= 1;
        return changed;
    }

    private static void assertOk(Verifier verifier, String... arguments) throws Exception {
        assertOk(verifier.run(arguments), String.join(" ", arguments));
    }

    private static void assertOk(Verifier.Run run, String command) {
        assertThat(run.err()).as(command).isEmpty();
        assertThat(run.code()).as(command).isZero();
        assertThat(run.out().getLast()).as(command).startsWith("OK ");
    }
}
