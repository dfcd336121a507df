package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lode.database.TestDatabase;
import org.lode.failure.StartFailed;
import org.lode.kind.DataPackage;
import org.lode.kind.DataPackageReader;
import org.lode.publish.NoticeApplyStore;
import org.lode.publish.NoticeFolder;
import org.lode.publish.Progress;
import org.lode.release.PublishedStates;
import org.lode.support.Ask;
import org.lode.support.DatasetCopy;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** A release that is withdrawn in a folder says so wherever it is held, and what was told once is never untold. */
@LodeTest
@TestPropertySource(properties = "lode.cache.responses=true")
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WithdrawalTests {
    private static final DatasetCopy DATASET = DatasetCopy.make();
    private static final String PINNED = """
            { release(at: {sequence: 2}) { version withdrawal { at reason supersededBy { version } } } }""";
    private static final String RECORDS = "{ projects(first: 3, at: {sequence: 2}) { nodes { id } } }";

    private final Ask ask;
    private final Http http;
    private final Mirror mirror;

    WithdrawalTests(Ask ask, Http http, Mirror mirror) {
        this.ask = ask;
        this.http = http;
        this.mirror = mirror;
    }

    @DynamicPropertySource
    static void ownDataset(DynamicPropertyRegistry properties) {
        properties.add("lode.origin", () -> DATASET.folder().toString());
        properties.add("lode.mirror.poll", () -> "0s");
    }

    @Test
    void itSaysSoAtOnceAndUnderAnotherTag() throws IOException {
        HttpResponse<byte[]> before = http.get(Map.of("query", PINNED));
        HttpResponse<byte[]> recordsBefore = http.get(Map.of("query", RECORDS));
        assertThat(new String(before.body(), StandardCharsets.UTF_8)).contains("\"withdrawal\":null");
        assertThat(Http.header(before, "Cache-Control")).doesNotContain("immutable");
        assertThat(Http.header(recordsBefore, "Cache-Control")).contains("immutable");
        assertThat(ask.data("{ release { withdrawal { at } } }").toString()).contains("null");

        NoticeFolder.of(DATASET.folder()).withdraw("2026.11.1", "Amounts were wrong.", "2026.11.2");
        mirror.run();

        assertThat(eventually(before)).contains("Amounts were wrong.", "\"supersededBy\":{\"version\":\"2026.11.2\"}");
        assertThat(ask.data("{ releases { nodes { withdrawal { reason } } } }").toString())
                .containsOnlyOnce("Amounts were wrong.");
        assertThat(new String(http.send("GET", "/mirror/v1/notices.jsonl").body(), StandardCharsets.UTF_8))
                .isEqualTo(Files.readString(DATASET.folder().resolve("releases/notices.jsonl")));
        assertThat(Http.header(http.get(Map.of("query", RECORDS)), "ETag"))
                .isNotEqualTo(Http.header(recordsBefore, "ETag"));
        aFileThatUnsaysItIsRefused();
    }

    /** The answer once the database has told of it, which has another tag than the one before. */
    private String eventually(HttpResponse<byte[]> before) {
        HttpResponse<byte[]> now = http.get(Map.of("query", PINNED));
        for (int i = 0; i < 100 && Http.header(now, "ETag").equals(Http.header(before, "ETag")); i++) {
            pause();
            now = http.get(Map.of("query", PINNED));
        }
        assertThat(Http.header(now, "ETag")).isNotEqualTo(Http.header(before, "ETag"));
        return new String(now.body(), StandardCharsets.UTF_8);
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(100));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void aFileThatUnsaysItIsRefused() throws IOException {
        Path state = DATASET.folder().resolve("releases/state.json");
        Files.copy(Path.of("dataset", "releases", "state.json"), state, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(mirror::run)
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("its notices are not those that this database holds (expected: these 1 first)");
        NoticeFolder.of(DATASET.folder()).withdraw("2026.11.1", "Something else.", null);
        assertThatThrownBy(mirror::run)
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("its notices are not those that this database holds");
    }

    @Test
    void aFreshMirrorIsToldWithTheReleases() throws Exception {
        Path folder = PublishedStates.copy(
                PublishedStates.DATASET, DatasetCopy.make().folder().resolve("copy"));
        NoticeFolder.of(folder).withdraw("2026.11.3", "Not yet.", null);
        DataSource source = TestDatabase.fresh();
        DataPackage description = DataPackageReader.bundled();
        Origin origin = Origin.local(folder.toString());
        Standing standing = new Standing();
        RowCheck rows = new RowCheck(source, description, origin, standing, Duration.ZERO);
        new Mirror(origin, new Holdings(source, description, rows, Progress.silent()), description, standing).run();
        assertThat(new NoticeApplyStore(source, description)
                        .held()
                        .orElseThrow()
                        .withdrawal(4))
                .isPresent();
        assertThat(rows.damaged()).isFalse();
    }
}
