package org.lode.author;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.StartFailed;
import org.lode.release.Delta;
import org.lode.release.Leaf;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Op;
import org.lode.release.Op.Cause;
import org.lode.release.Op.Reason;
import org.lode.release.RecordKey;
import org.lode.release.ReleaseReader;
import org.lode.store.SmallDataset;
import tools.jackson.databind.node.JsonNodeFactory;

class AuthorTests {
    private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private SmallDataset small;

    @BeforeEach
    void firstRelease() throws IOException {
        small = SmallDataset.in(folder.resolve("dataset"));
        release("2026.1.0");
    }

    @Test
    void theFirstReleaseHoldsEveryRowAndWhatFollowsFromIt() throws IOException {
        Delta delta = delta();
        assertThat(delta.ops()).hasSize(31).allSatisfy(op -> assertThat(op).isInstanceOf(Op.Add.class));
        assertThat(body("Investment", "investment:lynas-loan"))
                .contains("\"agency_usd_amount\":\"225000000\",", "\"usd_amount\":\"225000000\",\"usd_rate_id\":null,");
        assertThat(body("Investment", "investment:lynas-study"))
                .contains("\"amount\":\"1000.50\",", "\"usd_amount\":\"1033\",\"usd_rate_id\":\"fx:aud-2011\",");
        assertThat(body("Organization", "org:lynas"))
                .isEqualTo(
                        "{\"data\":{\"country_id\":\"country:AU\",\"founded\":null,\"name\":\"Lynas\",\"named_in_id\":null,"
                                + "\"named_in_source_id\":null,\"names\":[],\"notes\":null,\"other_names\":[\"Lynas Corporation\",\"Lynas Rare Earths\"],"
                                + "\"parent_id\":null,\"type\":\"COMPANY\",\"website\":null},\"id\":\"org:lynas\",\"type\":\"Organization\"}");
        assertThat(body("Project", "project:mount-weld"))
                .contains("\"minerals\":[\"mineral:neodymium\",\"mineral:rare-earths\"]")
                .contains("\"participants\":[{\"as_of\":null,\"from_date\":null,\"interest_pct\":\"100\","
                        + "\"organization_id\":\"org:lynas\",\"role\":\"OPERATOR\",\"to_date\":null}]");
        assertThat(newest().manifest().counts()).containsEntry("Redirect", new Manifest.Counts(1, 1, 0, 0, 0));
        assertThat(small.folder().resolve("releases")).isDirectoryContaining("glob:**/2026.1.0");
        assertThat(small.folder().resolve("releases")).isDirectoryNotContaining("glob:**/.2026*");
    }

    @Test
    void aChangeNeedsItsReason() throws IOException {
        small.edit("projects.csv", "Rare earth mine.", "The rare earth mine.");
        assertThat(rejected("2026.1.1"))
                .containsExactly(
                        "reasons.csv:2:id: project:mount-weld (expected: a row with the reason for its change in summary)");
        small.append("reasons.csv", "project:mount-weld,CORRECTION,An article was missing.");
        release("2026.1.1");
        assertThat(delta().ops()).singleElement().satisfies(op -> {
            assertThat(op.key()).isEqualTo(new RecordKey("Project", "project:mount-weld"));
            assertThat(op.cause().reason()).isEqualTo(Reason.CORRECTION);
            assertThat(op.cause().note()).isEqualTo("An article was missing.");
            assertThat(op)
                    .isInstanceOfSatisfying(
                            Op.Mod.class, mod -> assertThat(mod.changed()).containsExactly("summary"));
        });
        assertThat(small.folder().resolve("reasons.csv")).hasContent("id,reason,note");
    }

    @Test
    void aChangeOfAPartIsAChangeOfItsRecord() throws IOException {
        small.remove("project_minerals.csv", "mineral:rare-earths")
                .append("reasons.csv", "project:mount-weld,SOURCE_UPDATE,");
        release("2026.1.1");
        assertThat(delta().ops())
                .singleElement()
                .isInstanceOfSatisfying(
                        Op.Mod.class, mod -> assertThat(mod.changed()).containsExactly("minerals"));
    }

    @Test
    void reasonsThatFitNothingAreRefused() throws IOException {
        small.edit("projects.csv", "Rare earth mine.", "The rare earth mine.")
                .append("reasons.csv", "project:mount-weld,BECAUSE,")
                .append("reasons.csv", "project:mount-weld,CORRECTION,")
                .append("reasons.csv", "project:other,CORRECTION,");
        assertThat(rejected("2026.1.1"))
                .containsExactly(
                        "reasons.csv:2:reason: project:mount-weld: BECAUSE (expected: one of [SOURCE_UPDATE, NEW_SOURCE, CORRECTION, METHOD_CHANGE, DEDUPLICATION, RETRACTION, SCHEMA_CHANGE])",
                        "reasons.csv:3:id: project:mount-weld (expected: each id once)",
                        "reasons.csv:4:id: project:other (expected: the id of a record that this release changes)",
                        "reasons.csv:5:id: project:mount-weld (expected: a row with the reason for its change in summary)");
    }

    @Test
    void aRecordThatGoesNeedsARedirectOrARetraction() throws IOException {
        small.remove("projects.csv", "project:cooljarloo,");
        String expected = "reasons.csv:%d:id: project:cooljarloo"
                + " (expected: a redirect to the record that stands for it, or a row with RETRACTION or DEDUPLICATION)";
        assertThat(rejected("2026.1.1")).containsExactly(expected.formatted(2));
        small.append("reasons.csv", "project:cooljarloo,CORRECTION,");
        assertThat(rejected("2026.1.1")).containsExactly(expected.formatted(3));
        small.edit("reasons.csv", "CORRECTION", "RETRACTION");
        release("2026.1.1");
        assertThat(delta().ops()).singleElement().isInstanceOf(Op.Del.class);
    }

    @Test
    void aRecordWithARedirectIsMerged() throws IOException {
        small.remove("projects.csv", "project:cooljarloo,")
                .edit("redirects.csv", "project:mt-weld", "project:cooljarloo,project:mount-weld\nproject:mt-weld");
        release("2026.1.1");
        assertThat(delta().ops())
                .satisfiesExactly(
                        merge -> {
                            assertThat(merge)
                                    .isInstanceOfSatisfying(
                                            Op.Merge.class,
                                            op -> assertThat(op.into()).isEqualTo("project:mount-weld"));
                            assertThat(merge.cause().reason()).isEqualTo(Reason.DEDUPLICATION);
                        },
                        redirect -> {
                            assertThat(redirect).isInstanceOf(Op.Add.class);
                            assertThat(redirect.cause().reason()).isEqualTo(Reason.DEDUPLICATION);
                        });
        assertThat(newest().manifest().counts()).containsEntry("Project", new Manifest.Counts(1, 0, 0, 0, 1));
    }

    @Test
    void anIdIsNotUsedAgain() throws IOException {
        String row =
                "project:cooljarloo,Another,country:AU,,,,COUNTRY,GRASSROOTS_EXPLORATION,ACTIVE,,,,,org:jogmec,,Another.,\n";
        small.remove("projects.csv", "project:cooljarloo,").append("reasons.csv", "project:cooljarloo,RETRACTION,");
        release("2026.1.1");
        small.edit("projects.csv", "project:mount-weld", row + "project:mount-weld");
        assertThat(rejected("2026.1.2"))
                .containsExactly(
                        "projects.csv:2:id: project:cooljarloo (expected: a new id; release 2026.1.1 took this one out)");
    }

    @Test
    void versionsRise() throws IOException {
        small.append("sources.csv", "source:other,,Other,,,en,REPORT,PRIMARY,false");
        assertThatThrownBy(() -> release("2026.1.0"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("no folder in releases/ yet");
        assertThatThrownBy(() -> release("2025.12.9"))
                .hasMessage("--version: 2025.12.9 (expected: higher than 2026.1.0)");
        assertThatThrownBy(() -> release("2026.1"))
                .hasMessageContaining("--version: 2026.1 (expected: YEAR.MONTH.NUMBER");
        assertThatThrownBy(() -> Author.release(small.draft(), new Author.Order("2026.1.1", DAY, "", false)))
                .hasMessage("--published-at: 2026-01-01T00:00:00Z (expected: later than 2026-01-01T00:00:00Z)");
        release("2026.2.0");
        assertThat(newest().manifest().sequence()).isEqualTo(2);
    }

    @Test
    void aReleaseWithoutChangesMustBeWanted() throws IOException {
        assertThatThrownBy(() -> release("2026.1.1"))
                .isInstanceOf(StartFailed.class)
                .hasMessage("nothing changed since 2026.1.0 (expected: a change, or --allow-empty)");
        String root = newest().manifest().root();
        Author.release(small.draft(), new Author.Order("2026.1.1", DAY.plusSeconds(1), "", true));
        assertThat(newest().manifest().root()).isEqualTo(root);
        assertThat(newest().manifest().sequence()).isEqualTo(2);
        assertThat(delta().ops()).isEmpty();
    }

    @Test
    void aNewFieldChangesOnlyTheRecordsThatFillItIn() throws IOException {
        small.edit("datapackage.json", "\"x-schema-version\": \"1.1.0\"", "\"x-schema-version\": \"1.2.0\"")
                .edit("datapackage.json", "{\n            \"name\": \"printed\"", """
                        {
                            "name": "basis", "type": "string", "title": "Basis", "description": "Basis.", "x-type": "text"
                          },
                          {
                            "name": "printed\"""".stripIndent())
                .edit("fx_rates.csv", "usd_per_unit,printed", "usd_per_unit,basis,printed")
                .edit("fx_rates.csv", "1.0320,1.0320", "1.0320,,1.0320\nfx:aud-2012,AUD,2012,1.0359,,1.0359")
                .append(
                        "citations.csv",
                        "citation:zz,fx:aud-2012,,source:notice,,1.0359,SUPPORTS,false,SOURCE_SEEN,HIGH")
                .edit("investments.csv", "1033,,fx:aud-2011", ",,")
                .append("reasons.csv", "investment:lynas-study,METHOD_CHANGE,");
        release("2026.1.1");
        assertThat(delta().schemaVersion()).isEqualTo("1.2.0");
        assertThat(delta().ops())
                .extracting(op -> op.key().id())
                .containsExactly("citation:zz", "fx:aud-2012", "investment:lynas-study");
        small.edit("fx_rates.csv", "1.0320,,", "1.0320,mean,");
        release("2026.1.2");
        assertThat(delta().ops()).singleElement().satisfies(op -> {
            assertThat(op.key().id()).isEqualTo("fx:aud-2011");
            assertThat(op.cause().reason()).isEqualTo(Reason.SCHEMA_CHANGE);
        });
    }

    @Test
    void nothingIsWrittenWhenTheTablesAreNotInOrder() throws IOException {
        small.edit("projects.csv", ",ACTIVE,", ",BUSY,");
        Map<Path, String> before = contents();
        assertThat(rejected("2026.1.1")).hasSize(1);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void nothingIsBuiltOnDamagedReleases() throws IOException {
        small.edit("releases/2026.1.0/delta.jsonl", "Rare earth mine.", "Rare earth mime.");
        small.append("sources.csv", "source:other,,Other,,,en,REPORT,PRIMARY,false");
        assertThatThrownBy(() -> release("2026.1.1"))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageStartingWith("releases/2026.1.0/delta.jsonl: the SHA-256 of the file is ");
        assertThat(small.folder().resolve("releases/2026.1.1")).doesNotExist();
    }

    @Test
    void aReleaseWithACharacterThatNoDatabaseHoldsDoesNotHold() {
        ReleaseArchive archive = ReleaseArchive.read(small.folder(), release -> {});
        Leaf leaf = Leaf.of(
                new RecordKey("Deal", "deal:x"),
                JsonNodeFactory.instance.objectNode().put("name", "a\0b"));
        Leaf harmless = Leaf.of(
                new RecordKey("Deal", "deal:x"),
                JsonNodeFactory.instance.objectNode().put("name", "a\\u0000b"));
        assertThatThrownBy(() -> archive.followedBy(newest(), adding(leaf)))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessage(
                        "release 2026.1.0: Deal deal:x: a text with \\u0000 (expected: text without control characters)");
        assertThatThrownBy(() -> archive.followedBy(newest(), adding(harmless)))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining("its records have the root");
    }

    private Delta adding(Leaf leaf) {
        Delta delta = delta();
        return new Delta(
                delta.from(),
                delta.to(),
                delta.fromRoot(),
                delta.toRoot(),
                delta.schemaVersion(),
                List.of(new Op.Add(leaf, new Cause(Reason.NEW_SOURCE))));
    }

    @Test
    void whatAnInterruptedReleaseLeftIsWrittenAnew() throws IOException {
        Path left = Files.createDirectories(small.folder().resolve("releases/.2026.1.1"));
        Files.writeString(left.resolve("delta.jsonl"), "half");
        small.append("sources.csv", "source:other,,Other,,,en,REPORT,PRIMARY,false");
        release("2026.1.1");
        assertThat(left).doesNotExist();
        assertThat(delta().ops()).hasSize(1);
    }

    private void release(String version) {
        assertThat(Author.release(small.draft(), new Author.Order(version, later(), "Notes of " + version, false)))
                .isInstanceOf(Author.Outcome.Released.class);
        ReleaseArchive.verify(small.folder(), release -> {});
    }

    private List<String> rejected(String version) {
        Author.Outcome outcome = Author.release(small.draft(), new Author.Order(version, later(), "", false));
        return outcome instanceof Author.Outcome.Rejected rejected
                ? rejected.problems().stream().map(Problem::toString).toList()
                : List.of();
    }

    private Instant later() {
        return Files.exists(small.folder().resolve("releases/state.json"))
                ? newest().manifest().publishedAt().plusSeconds(60)
                : DAY;
    }

    private ReleaseReader reader() {
        return new ReleaseReader(ReleaseArchive.files(small.folder()));
    }

    private Published newest() {
        return reader().chain(reader().pointer(), 1).getLast();
    }

    private Delta delta() {
        return reader().delta(newest().manifest());
    }

    private String body(String type, String id) {
        return ReleaseArchive.read(small.folder(), release -> {})
                .state()
                .find(new RecordKey(type, id))
                .orElseThrow()
                .body();
    }

    private Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(small.folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
        return contents;
    }
}
