package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lode.release.KeyRing;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Replay;
import org.lode.support.Web;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an origin that signs tells mirrors, and what it never tells anybody. */
@LodeTest
class OriginStateTests extends SignedOrigin {
    private static final List<Replay.State> RELEASES = Replay.of(DATASET.folder());

    private final Http http;
    private final Web management;

    OriginStateTests(Http http, Environment environment) {
        this.http = http;
        this.management = Web.of(environment.getRequiredProperty("local.management.port", Integer.class));
    }

    @Test
    void theStateIsThatOfTheNewestRelease() {
        JsonNode state = Http.json(get("/mirror/v1/state.json"));
        JsonNode manifest = RELEASES.getLast().manifest();
        assertThat(state.path("format").asString()).isEqualTo("lode-mirror-state-1");
        assertThat(state.path("dataset").asString()).isEqualTo("lode");
        for (String key : List.of("sequence", "version", "schemaVersion", "root", "publishedAt")) {
            assertThat(state.path(key)).as(key).isEqualTo(manifest.path(key));
        }
        byte[] bytes = get("/releases/%s/manifest.json"
                        .formatted(manifest.path("version").asString()))
                .body();
        assertThat(state.path("manifestSha256").asString()).isEqualTo(Hashes.hex(Hashes.sha256(bytes)));
        assertThat(state.path("manifestBytes").asInt()).isEqualTo(bytes.length);
        assertThat(state.path("nextSchemaVersion").asString()).isEqualTo("2.0.0");
        assertThat(state.path("notices").toString())
                .isEqualTo("{\"bytes\":0,\"count\":0,\"sha256\":\"%s\"}".formatted(Hashes.hex(Hashes.sha256())));
        Instant issued = Instant.parse(state.path("issuedAt").asString());
        assertThat(issued).isBetween(Instant.now().minus(Duration.ofHours(1)), Instant.now());
        assertThat(Instant.parse(state.path("expiresAt").asString())).isEqualTo(issued.plus(Duration.ofDays(7)));
    }

    @Test
    void anybodyCanCheckItsSignatureWithThePublicKeyAlone() throws IOException, GeneralSecurityException {
        String line = new String(get("/mirror/v1/state.json").body(), StandardCharsets.UTF_8);
        JsonNode state = JsonMapper.shared().readTree(line);
        String sig = state.path("sig").asString();
        String unsigned = line.strip().replace(",\"sig\":\"" + sig + "\"", "");
        String pem = Files.readString(KEYS.publicFile()).replaceAll("-----[A-Z ]+-----|\\s", "");
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem))));
        check.update(unsigned.getBytes(StandardCharsets.UTF_8));
        assertThat(check.verify(Hashes.bytes(sig))).isTrue();
        assertThat(state.path("keyId").asString()).isEqualTo(KEYS.key().keyId());
    }

    @Test
    void itsKeysLeadFromTheFirstToTheOneThatSigns() throws IOException {
        byte[] keys = get("/mirror/v1/keys.json").body();
        assertThat(keys).isEqualTo(Files.readAllBytes(KEYS.ringFile()));
        assertThat(KeyRing.read(keys, "keys.json").trusted(FIRST.key().verifying()))
                .contains(KEYS.key().verifying());
    }

    @Test
    void theyAreAskedAboutEachTime() {
        for (String name : List.of("state.json", "keys.json", "notices.jsonl")) {
            HttpResponse<byte[]> first = get("/mirror/v1/" + name);
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(Http.header(first, "Cache-Control")).contains("no-cache");
            assertThat(Http.header(first, "Content-Length")).isEqualTo(String.valueOf(first.body().length));
            assertThat(get("/mirror/v1/" + name, "If-None-Match", Http.header(first, "ETag"))
                            .statusCode())
                    .isEqualTo(304);
        }
        assertThat(get("/mirror/v1/notices.jsonl").body()).isEmpty();
    }

    @Test
    void everySortOfChangeIsServedAsItWasPublished() throws IOException {
        for (Replay.State release : RELEASES.subList(1, RELEASES.size())) {
            for (String name : List.of("manifest.json", "delta.jsonl")) {
                String path = "releases/" + release.text("version") + "/" + name;
                assertThat(get("/" + path).body())
                        .as(path)
                        .isEqualTo(Files.readAllBytes(DATASET.folder().resolve(path)));
            }
        }
    }

    @Test
    void thePrivateKeyIsToldNowhere() throws IOException {
        String base64 = Files.readAllLines(KEYS.file()).get(1);
        byte[] encoded = Base64.getDecoder().decode(base64);
        String hex = Hashes.hex(encoded).substring(Hashes.hex(encoded).length() - 64);
        StringBuilder told = new StringBuilder();
        for (String path :
                List.of("/mirror/v1/state.json", "/mirror/v1/keys.json", "/mirror/v1/notices.jsonl", "/nope")) {
            told.append(new String(get(path).body(), StandardCharsets.UTF_8));
        }
        JsonNode links =
                JsonMapper.shared().readTree(management.get("/actuator").body()).path("_links");
        for (String path : List.of("health", "info", "prometheus", "env", "configprops", "beans", "heapdump")) {
            told.append(management.get("/actuator/" + path).body());
        }
        told.append(links);
        told.append(KEYS).append(KEYS.key()).append(KEYS.ring());
        assertThat(told.toString())
                .hasSizeGreaterThan(10_000)
                .doesNotContain(base64.substring(22), hex, KEYS.file().toString());
        assertThat(links.propertyNames()).doesNotContain("env", "configprops", "heapdump");
    }

    private HttpResponse<byte[]> get(String path, String... headers) {
        return http.send("GET", path, headers);
    }
}
