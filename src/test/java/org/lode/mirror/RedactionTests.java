package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.author.Author;
import org.lode.author.Draft;
import org.lode.author.NoticeWriter;
import org.lode.author.ReleaseArchive;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.model.Failure.BadInput;
import org.lode.release.Notice;
import org.lode.release.PublishedStates;
import org.lode.release.RecordKey;
import org.lode.store.ReleaseApplyStore.Progress;
import org.lode.store.SmallDataset;
import org.lode.store.TestDatabase;

/** A record that was redacted in a folder is nowhere any more, wherever it was held, and every root holds. */
class RedactionTests {
    private static final String ID = "project:cooljarloo";
    private static final RecordKey KEY = new RecordKey("Project", ID);
    private static final DataPackage DESCRIPTION = DataPackageReader.bundled();

    /** What must be nowhere: a text of each version, and of a note. */
    private static final List<String> SECRETS = List.of("Secretone", "Secrettwo", "Secretnote");

    @TempDir
    private Path folder;

    private SmallDataset origin;

    @BeforeEach
    void fourReleases() throws IOException {
        origin = SmallDataset.in(folder.resolve("origin"));
        origin.edit("projects.csv", "Mineral sands.", "Secretone.");
        release("2026.1.0");
        origin.edit("projects.csv", "Secretone.", "Secrettwo.").append("reasons.csv", ID + ",CORRECTION,Secretnote.");
        release("2026.1.1");
        assertThatThrownBy(() -> redact(ID))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("take it out first, by a release with RETRACTION");
        origin.remove("projects.csv", ID + ",").append("reasons.csv", ID + ",RETRACTION,Secretnote.");
        release("2026.1.2");
        origin.append("sources.csv", "source:other,,Other,,,en,REPORT,PRIMARY,false");
        release("2026.1.3");
    }

    @Test
    void theFolderHoldsWithoutIt() throws IOException {
        Notice.Redaction notice = redact(ID);
        assertThat(notice.removed().leaves()).hasSize(2);
        assertThat(notice.removed().deltas())
                .extracting(delta -> delta.release().version())
                .containsExactly("2026.1.0", "2026.1.1", "2026.1.2");
        ReleaseArchive.verify(origin.folder(), release -> {});
        try (var files = Files.walk(origin.folder().resolve("releases"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain(SECRETS.toArray(String[]::new));
            }
        }
        assertThat(ReleaseArchive.history(origin.folder()).at("2026.1.1").proof(KEY))
                .hasValueSatisfying(proof -> assertThat(proof.body()).isNull());
        assertThatThrownBy(() -> redact(ID)).hasMessageContaining("not redacted already");
        assertThatThrownBy(() -> redact("project:none")).hasMessageContaining("that a release held");
        origin.append("sources.csv", "source:third,,Third,,,en,REPORT,PRIMARY,false");
        release("2026.1.4");
        ReleaseArchive.verify(origin.folder(), release -> {});
    }

    @Test
    void whatAnInterruptionLeavesReadsAsBefore() throws IOException {
        Path releases = origin.folder().resolve("releases");
        byte[] pointer = Files.readAllBytes(releases.resolve("state.json"));
        byte[] published = Files.readAllBytes(releases.resolve("2026.1.1/delta.jsonl"));
        Path copy = PublishedStates.copy(releases, folder.resolve("before"));
        redact(ID);
        // It ended before the last file was deleted.
        Files.write(releases.resolve("2026.1.1/delta.jsonl"), published);
        ReleaseArchive.verify(origin.folder(), release -> {});
        assertThatThrownBy(() -> redact(ID)).isInstanceOf(BadInput.class);
        assertThat(releases.resolve("2026.1.1/delta.jsonl")).doesNotExist();
        // It ended before the pointer was written: nothing is deleted yet.
        Files.write(releases.resolve("state.json"), pointer);
        for (String version : List.of("2026.1.0", "2026.1.1", "2026.1.2")) {
            Files.copy(copy.resolve(version + "/delta.jsonl"), releases.resolve(version + "/delta.jsonl"));
        }
        ReleaseArchive.verify(origin.folder(), release -> {});
        assertThat(redact(ID).n()).isEqualTo(1);
        ReleaseArchive.verify(origin.folder(), release -> {});
    }

    @Test
    void aFilledMirrorComesToHoldWhatAFreshOneHolds() throws IOException, SQLException {
        DataSource filled = TestDatabase.fresh();
        mirror(filled);
        Map<String, List<String>> before = tables(filled);
        redact(ID);
        mirror(filled);
        Map<String, List<String>> after = tables(filled);
        assertThat(after).isNotEqualTo(before);
        assertThat(after.get("redacted")).hasSize(2);
        assertThat(after.toString()).doesNotContain(SECRETS.toArray(String[]::new));
        assertThat(before.toString()).contains(SECRETS.toArray(String[]::new));
        DataSource fresh = TestDatabase.fresh();
        mirror(fresh);
        after.forEach(
                (table, rows) -> assertThat(tables(fresh).get(table)).as(table).isEqualTo(rows));
        assertThat(rows(filled).damaged()).isFalse();
        assertThat(rows(fresh).damaged()).isFalse();
    }

    @Test
    void aMirrorThatIsBehindComesToTheSame() throws IOException, SQLException {
        DataSource behind = TestDatabase.fresh();
        mirror(behind);
        redact(ID);
        origin.append("sources.csv", "source:third,,Third,,,en,REPORT,PRIMARY,false");
        release("2026.1.4");
        mirror(behind);
        DataSource fresh = TestDatabase.fresh();
        mirror(fresh);
        assertThat(tables(behind)).isEqualTo(tables(fresh));
    }

    private Notice.Redaction redact(String id) {
        return new NoticeWriter(origin.folder()).redact(id, "A court said so.");
    }

    private void mirror(DataSource source) {
        Origin local = Origin.local(origin.folder().toString());
        new Mirror(
                        local,
                        source,
                        DESCRIPTION,
                        rows(source),
                        Progress.silent(),
                        new MirrorStatus(),
                        UnaryOperator.identity())
                .run();
    }

    private RowCheck rows(DataSource source) {
        Origin local = Origin.local(origin.folder().toString());
        return new RowCheck(source, DESCRIPTION, local, new MirrorStatus(), Duration.ZERO);
    }

    /** All rows of all tables as text, in order. */
    private static Map<String, List<String>> tables(DataSource source) {
        Map<String, List<String>> tables = new TreeMap<>();
        try (Connection connection = source.getConnection()) {
            DSLContext sql = DSL.using(connection, SQLDialect.POSTGRES);
            sql.fetch("select tablename from pg_tables where schemaname = current_schema() order by 1")
                    .forEach(row -> {
                        String table = row.get(0, String.class);
                        tables.put(
                                table,
                                sql.fetch("select t::text from {0} t order by 1", DSL.name(table))
                                        .map(each -> each.get(0, String.class)));
                    });
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        tables.remove("flyway_schema_history");
        return tables;
    }

    private void release(String version) {
        Instant at = Instant.EPOCH.plusSeconds(Integer.parseInt(version.substring(7)));
        Author.Outcome outcome = Author.release(Draft.read(origin.folder()), new Author.Order(version, at, "", false));
        assertThat(outcome).isInstanceOf(Author.Outcome.Released.class);
    }
}
