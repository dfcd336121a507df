package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Replay;
import org.lode.support.Seed;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files of releases, made of the database's rows: the published bytes, and all that HTTP has for files. */
@LodeTest
class ReleaseFilesTests {
    private static final List<Replay.State> RELEASES = Replay.bundled();
    private static final String LATEST = "/releases/" + RELEASES.getLast().text("version");
    private static final Seed SEED = Seed.of(ReleaseFilesTests.class);

    private final Http http;

    ReleaseFilesTests(Http http) {
        this.http = http;
    }

    static List<String> versions() {
        return RELEASES.stream().skip(1).map(release -> release.text("version")).toList();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void manifestAndDeltaHaveTheBytesThatWerePublished(String version) throws IOException {
        for (String name : List.of("manifest.json", "delta.jsonl")) {
            byte[] published = Files.readAllBytes(Path.of("dataset", "releases", version, name));
            HttpResponse<byte[]> served = get("/releases/" + version + "/" + name);
            assertThat(served.statusCode()).isEqualTo(200);
            assertThat(served.body()).isEqualTo(published);
            assertThat(Http.header(served, "Content-Length")).isEqualTo(String.valueOf(published.length));
            assertThat(Http.header(served, "ETag")).isEqualTo('"' + Hashes.hex(Hashes.sha256(published)) + '"');
            assertThat(Http.header(served, "Dataset-Release")).isEqualTo(version);
            assertThat(Http.header(served, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void fullFilesHoldEveryRecordAndGiveTheTableRoots(String version) {
        Replay.State release = release(version);
        for (JsonNode table : release.manifest().path("tables")) {
            String type = table.path("type").asString();
            HttpResponse<byte[]> served = get("/releases/%s/full/%s.jsonl".formatted(version, type));
            assertThat(served.statusCode()).isEqualTo(200);
            assertThat(Http.header(served, "Content-Type")).isEqualTo("application/jsonl");
            assertThat(Http.header(served, "Content-Length")).isEqualTo(String.valueOf(served.body().length));
            List<String> lines = lines(served);
            assertThat(lines).hasSize(table.path("rows").asInt());
            assertThat(lines).extracting(ReleaseFilesTests::id).isSorted();
            assertThat(lines)
                    .allSatisfy(line -> assertThat(Hashes.leaf(line))
                            .isEqualTo(
                                    Objects.requireNonNull(release.records().get(new Replay.RecordName(type, id(line))))
                                            .hash()));
            assertThat(Hashes.tableRoot(type, lines))
                    .isEqualTo(table.path("root").asString());
            assertThat(Http.header(served, "ETag"))
                    .isEqualTo('"' + table.path("root").asString() + '"');
        }
    }

    @Test
    void bucketsAreTheLinesOfTheFullFileAndGiveTheirHashes() {
        JsonNode table = RELEASES.getLast().manifest().path("tables").path(0);
        String type = table.path("type").asString();
        List<String> all = new ArrayList<>();
        for (int bucket = 0; bucket < 256; bucket++) {
            String name = "%02x".formatted(bucket);
            HttpResponse<byte[]> served = get("%s/bucket/%s/%s.jsonl".formatted(LATEST, type, name));
            assertThat(served.statusCode()).isEqualTo(200);
            assertThat(Http.header(served, "Content-Length")).isEqualTo(String.valueOf(served.body().length));
            List<String> lines = lines(served);
            String hash = Hashes.hex(Hashes.tree(
                    lines.stream().map(Hashes::leaf).map(Hashes::bytes).toList()));
            assertThat(hash)
                    .isEqualTo(
                            lines.isEmpty()
                                    ? Hashes.hex(Hashes.sha256())
                                    : table.path("buckets").path(name).asString());
            assertThat(Http.header(served, "ETag")).isEqualTo('"' + hash + '"');
            all.addAll(lines);
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(lines(get("%s/full/%s.jsonl".formatted(LATEST, type))));
    }

    /** {@code .ci/web} holds the same file to the program that it is written for. */
    @Test
    void theChecksumsHoldForWhatIsDownloaded() {
        List<String> sums = lines(get(LATEST + "/SHA256SUMS"));
        List<String> names = sums.stream().map(line -> line.substring(66)).toList();
        assertThat(names)
                .startsWith("manifest.json", "delta.jsonl", "full/Citation.jsonl")
                .contains("data/projects.csv", "datapackage.json")
                .doesNotHaveDuplicates();
        for (String line : sums) {
            byte[] file = get(LATEST + "/" + line.substring(66)).body();
            assertThat(line).startsWith(Hashes.hex(Hashes.sha256(file)) + "  ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delta.jsonl",
                "manifest.json",
                "full/Source.jsonl",
                "SHA256SUMS",
                "data/citations.csv",
                "places.geojson",
                "lode.sqlite",
                "lode-2026.11.0.zip"
            })
    void aRangeIsTheSliceOfTheFile(String name) {
        String path = "/releases/" + versions().getFirst() + "/" + name;
        byte[] whole = get(path).body();
        Random random = SEED.random("ranges");
        for (int n = 0; n < 12; n++) {
            int first = random.nextInt(whole.length);
            int last = first + random.nextInt(whole.length);
            String range = n % 3 == 0 ? first + "-" : n % 3 == 1 ? first + "-" + last : "-" + (whole.length - first);
            int end = n % 3 == 1 ? Math.min(last + 1, whole.length) : whole.length;
            // A range of compressed bytes would fit nothing.
            HttpResponse<byte[]> part = get(path, "Range", "bytes=" + range, "Accept-Encoding", "gzip");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).as("%s, %s", range, SEED).isEqualTo(Arrays.copyOfRange(whole, first, end));
            assertThat(Http.header(part, "Content-Range"))
                    .isEqualTo("bytes %d-%d/%d".formatted(first, end - 1, whole.length));
            assertThat(Http.header(part, "Content-Length")).isEqualTo(String.valueOf(end - first));
        }
    }

    @Test
    void aRangeOutsideOfTheFileIsRefusedAndAnotherSortPassedOver() {
        String path = LATEST + "/manifest.json";
        int length = get(path).body().length;
        for (String range : List.of(length + "-", length + "-" + (length + 5), "-0", "999999999999999999-")) {
            HttpResponse<byte[]> refused = get(path, "Range", "bytes=" + range);
            assertProblem(refused, 416, "range: bytes=" + range);
            assertThat(Http.header(refused, "Content-Range")).isEqualTo("bytes */" + length);
        }
        for (String range : List.of("lines=0-1", "bytes=5-1", "bytes=0-1,3-4", "bytes=-", "bytes=a-b", "")) {
            assertThat(get(path, "Range", range).statusCode()).as(range).isEqualTo(200);
        }
    }

    @Test
    void aRangeGoesOnOnlyWithTheSameFile() {
        String path = LATEST + "/delta.jsonl";
        HttpResponse<byte[]> whole = get(path);
        String tag = Http.header(whole, "ETag");
        assertThat(get(path, "Range", "bytes=0-9", "If-Range", tag).statusCode())
                .isEqualTo(206);
        for (String other : List.of("\"other\"", "W/" + tag, "Sun, 22 Nov 2026 09:00:00 GMT")) {
            HttpResponse<byte[]> again = get(path, "Range", "bytes=0-9", "If-Range", other);
            assertThat(again.statusCode()).as(other).isEqualTo(200);
            assertThat(again.body()).isEqualTo(whole.body());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delta.jsonl",
                "manifest.json",
                "full/Project.jsonl",
                "bucket/Project/00.jsonl",
                "SHA256SUMS",
                "data/projects.csv",
                ""
            })
    void whoHasAFileIsToldSo(String name) {
        HttpResponse<byte[]> first = get(LATEST + "/" + name);
        HttpResponse<byte[]> again = get(LATEST + "/" + name, "If-None-Match", Http.header(first, "ETag"));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        for (String header : List.of("ETag", "Cache-Control", "Vary")) {
            assertThat(Http.header(again, header)).isEqualTo(Http.header(first, header));
        }
        assertThat(get(LATEST + "/" + name, "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delta.jsonl",
                "manifest.json",
                "full/Project.jsonl",
                "data/projects.csv",
                "croissant.json",
                "lode-2026.12.1.zip"
            })
    void compressedItIsTheSameFileUnderAnotherTag(String name) throws IOException {
        HttpResponse<byte[]> plain = get(LATEST + "/" + name);
        HttpResponse<byte[]> packed = get(LATEST + "/" + name, "Accept-Encoding", "gzip");
        assertThat(Http.header(packed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(Http.header(packed, "ETag")).isNotEqualTo(Http.header(plain, "ETag"));
        assertThat(get(LATEST + "/" + name, "Accept-Encoding", "gzip", "If-None-Match", Http.header(packed, "ETag"))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void headHasTheHeadersOfTheFileAndNoBody() {
        for (String name : List.of("delta.jsonl", "full/Project.jsonl", "manifest.json", "data/projects.jsonl")) {
            HttpResponse<byte[]> file = get(LATEST + "/" + name);
            HttpResponse<byte[]> head = http.send("HEAD", LATEST + "/" + name);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            for (String header :
                    List.of("Content-Length", "Content-Type", "ETag", "Cache-Control", "Accept-Ranges", "Vary")) {
                assertThat(Http.header(head, header)).as(header).isEqualTo(Http.header(file, header));
            }
        }
    }

    @Test
    void whatThereIsNotIsNamedWithWhatThereIs() {
        Map.of(
                        "/releases/2020.1.0/manifest.json",
                        "version: 2020.1.0 (expected: one of 2026.11.0 to ",
                        LATEST + "/nothing",
                        "file: nothing (expected: manifest.json, delta.jsonl, ",
                        LATEST + "/delta.r1.jsonl",
                        "file: delta.r1.jsonl (expected: delta.jsonl)",
                        LATEST + "/full/Nothing.jsonl",
                        "type: Nothing (expected: one of Citation, ",
                        LATEST + "/full/projects.jsonl",
                        "type: projects (expected: one of Citation, ",
                        LATEST + "/bucket/Project/zz.jsonl",
                        "bucket: zz (expected: 00 to ff)",
                        LATEST + "/bucket/Project/0A.jsonl",
                        "bucket: 0A (expected: 00 to ff)",
                        LATEST + "/bucket/Nothing/00.jsonl",
                        "type: Nothing (expected: one of Citation, ",
                        "/mirror/v1/keys.json",
                        "file: keys.json (expected: state.json or notices.jsonl",
                        "/mirror/v1/nothing",
                        "file: nothing (expected: state.json, keys.json or notices.jsonl)")
                .forEach((path, detail) -> assertProblem(get(path), 404, detail));
    }

    @Test
    void filesAreReadAndNothingElse() {
        for (String path : List.of(LATEST + "/manifest.json", "/mirror/v1/state.json")) {
            for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
                HttpResponse<byte[]> refused = http.send(method, path);
                assertProblem(refused, 405, "method: " + method + " (expected: one of GET, HEAD, OPTIONS)");
                assertThat(Http.header(refused, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
            }
            assertThat(http.send("OPTIONS", path).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void anyWebsiteMayReadThem() {
        HttpResponse<byte[]> served = get("/mirror/v1/state.json", "Origin", "https://example.org");
        assertThat(Http.header(served, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(Http.header(served, "Access-Control-Expose-Headers")).contains("Content-Range", "Accept-Ranges");
    }

    private static void assertProblem(HttpResponse<byte[]> response, int status, String detail) {
        assertThat(response.statusCode()).as(detail).isEqualTo(status);
        assertThat(Http.header(response, "Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asString()).startsWith(detail);
    }

    private HttpResponse<byte[]> get(String path, String... headers) {
        return http.send("GET", path, headers);
    }

    private static Replay.State release(String version) {
        return RELEASES.stream()
                .filter(release -> release.text("version").equals(version))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> lines(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8).lines().toList();
    }

    private static String id(String line) {
        return JsonMapper.shared().readTree(line).path("id").asString();
    }
}
