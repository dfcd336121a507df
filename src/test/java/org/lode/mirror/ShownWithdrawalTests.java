package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.author.NoticeWriter;
import org.lode.support.DatasetCopy;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All that is made of a release says that it was withdrawn, why, and which one to use; caches notice. */
@LodeTest
@TestPropertySource(properties = "lode.cache.responses=true")
@Tag("thorough")
class ShownWithdrawalTests {
    private static final DatasetCopy DATASET = DatasetCopy.make();
    private static final String REASON = "Amounts of 豪州 were wrong.";
    private static final String ENCODED = "Amounts of %E8%B1%AA%E5%B7%9E were wrong.";
    private static final String OLD = "2026.11.1";
    private static final String NEW = "2026.11.2";
    private static final String EXPORT = "/export/countries.%s?at=" + OLD;
    private static final String FILE = "/releases/" + OLD + "/";
    private static final String QUERY =
            "{ countries(first: 1, at: {version: \"%s\"}) { nodes { id } } }".formatted(OLD);

    private final Http http;
    private final Mirror mirror;

    ShownWithdrawalTests(Http http, Mirror mirror) {
        this.http = http;
        this.mirror = mirror;
    }

    @DynamicPropertySource
    static void ownDataset(DynamicPropertyRegistry properties) {
        properties.add("lode.origin", () -> DATASET.folder().toString());
        properties.add("lode.mirror.poll", () -> "0s");
    }

    @Test
    void itShowsEverywhere() {
        HttpResponse<byte[]> given = http.post("/q", JsonMapper.shared().writeValueAsString(Map.of("query", QUERY)));
        String cited = "/q/" + Http.json(given).path("id").asString();
        Map<String, String> tags = new LinkedHashMap<>();
        for (String path : new String[] {
            EXPORT.formatted("csv"),
            EXPORT.formatted("jsonl"),
            EXPORT.formatted("parquet"),
            FILE,
            FILE + "CITATION.cff",
            FILE + "datapackage.json",
            FILE + "data/countries.parquet",
            FILE + "lode.sqlite",
            FILE + "SHA256SUMS",
            cited
        }) {
            HttpResponse<byte[]> before = http.send("GET", path);
            assertThat(before.statusCode()).as(path).isEqualTo(200);
            assertThat(before.headers().firstValue("Dataset-Withdrawn")).isEmpty();
            tags.put(path, Http.header(before, "ETag"));
        }
        String tag = Http.header(http.get(Map.of("query", QUERY)), "ETag");
        HttpResponse<byte[]> otherBefore = http.send("GET", "/releases/2026.11.0/CITATION.cff");

        new NoticeWriter(DATASET.folder()).withdraw(OLD, REASON, NEW);
        mirror.run();

        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        !Http.header(http.get(Map.of("query", QUERY)), "ETag").equals(tag));
        tags.forEach((path, before) -> {
            HttpResponse<byte[]> now = http.send("GET", path, "If-None-Match", before);
            assertThat(now.statusCode()).as(path).isEqualTo(200);
            assertThat(Http.header(now, "Dataset-Withdrawn")).as(path).isEqualTo(ENCODED);
            assertThat(Http.header(now, "Dataset-Superseded-By")).as(path).isEqualTo(NEW);
            assertThat(Http.header(now, "Cache-Control")).as(path).doesNotContain("immutable");
            HttpResponse<byte[]> same = http.send("GET", path, "If-None-Match", Http.header(now, "ETag"));
            assertThat(same.statusCode()).as(path).isEqualTo(304);
            assertThat(Http.header(same, "Dataset-Withdrawn")).as(path).isEqualTo(ENCODED);
        });
        JsonNode release =
                Http.json(http.get(Map.of("query", QUERY))).path("extensions").path("release");
        assertThat(release.path("withdrawn").path("reason").asString()).isEqualTo(REASON);
        assertThat(release.path("withdrawn").path("supersededBy").asString()).isEqualTo(NEW);
        assertThat(text(FILE + "CITATION.cff"))
                .contains("message: \"Do not use this release: the release was withdrawn: " + REASON + "; use release "
                        + NEW);
        for (String path : new String[] {
            FILE, FILE + "datapackage.json", EXPORT.formatted("parquet"), FILE + "data/countries.parquet"
        }) {
            assertThat(text(path)).as(path).contains(REASON, NEW);
        }
        assertThat(text(EXPORT.formatted("parquet"))).contains("lode.withdrawn", "lode.superseded_by");
        assertThat(Http.json(http.send("GET", FILE))
                        .path("withdrawn")
                        .path("supersededBy")
                        .asString())
                .isEqualTo(NEW);
        assertThat(http.send("GET", EXPORT.formatted("csv")).headers().allValues("Link"))
                .anyMatch(link -> link.equals("<../releases/%s/>; rel=\"successor-version\"".formatted(NEW)));
        JsonNode citation = Http.json(http.send("GET", cited));
        assertThat(citation.path("warnings").path(0).asString()).endsWith(REASON + "; use release " + NEW);
        assertThat(citation.path("release")
                        .path("withdrawn")
                        .path("supersededBy")
                        .asString())
                .isEqualTo(NEW);
        // Nothing changes for a release that may be used.
        HttpResponse<byte[]> other =
                http.send("GET", "/releases/2026.11.0/CITATION.cff", "If-None-Match", Http.header(otherBefore, "ETag"));
        assertThat(other.statusCode()).isEqualTo(304);
        assertThat(other.headers().firstValue("Dataset-Withdrawn")).isEmpty();
    }

    private String text(String path) {
        return new String(http.send("GET", path).body(), StandardCharsets.UTF_8);
    }
}
