package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.author.Author;
import org.lode.author.Draft;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.OriginRefused;
import org.lode.model.Failure.StartFailed;
import org.lode.release.PublishedStates;
import org.lode.store.ReleaseApplyStore;
import org.lode.store.ReleaseApplyStore.Progress;
import org.lode.store.SmallDataset;
import org.lode.store.TestDatabase;

/** Mirrors a folder that is added to, cut, forged and set back. */
class MirrorTests {
    @TempDir
    private Path folder;

    private SmallDataset origin;
    private DataSource source;
    private ReleaseApplyStore store;

    @BeforeEach
    void twoReleases() throws IOException, SQLException {
        origin = SmallDataset.in(folder.resolve("origin"));
        source = TestDatabase.fresh();
        store = new ReleaseApplyStore(source, DataPackageReader.bundled());
        release("2026.1.0");
        change("Rare earth mine.", "The rare earth mine.");
        release("2026.1.1");
    }

    @Test
    void whatIsMissingIsAppliedAndNothingTheSecondTime() throws IOException {
        mirror();
        assertHolds(2, "2026.1.1");
        mirror();
        assertHolds(2, "2026.1.1");
        change("The rare earth mine.", "A rare earth mine.");
        release("2026.1.2");
        mirror();
        assertHolds(3, "2026.1.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"releases/2026.1.1/manifest.json", "releases/2026.1.1/delta.jsonl"})
    void damageLeavesTheDatabaseAtTheLastGoodRelease(String file) throws IOException {
        byte[] good = Files.readAllBytes(origin.folder().resolve(file));
        mirrorOnlyTheFirst();
        origin.edit(file, "Project", "Projekt");
        assertRefused(DatasetDamaged.class, file);
        Files.delete(origin.folder().resolve(file));
        assertRefused(DatasetDamaged.class, file + " is missing in ");
        Files.writeString(origin.folder().resolve(file), "<html>Sorry</html>\n");
        assertRefused(DatasetDamaged.class, file);
        Files.write(origin.folder().resolve(file), good);
        mirror();
        assertHolds(2, "2026.1.1");
    }

    private void mirrorOnlyTheFirst() throws IOException {
        Path state = origin.folder().resolve("releases/state.json");
        byte[] newest = Files.readAllBytes(state);
        Path earlier = SmallDataset.in(folder.resolve("earlier")).folder();
        Author.release(Draft.read(earlier), new Author.Order("2026.1.0", Instant.EPOCH, "", false));
        Files.copy(earlier.resolve("releases/state.json"), state, StandardCopyOption.REPLACE_EXISTING);
        mirror();
        Files.write(state, newest);
        assertHolds(1, "2026.1.0");
    }

    private void assertRefused(Class<? extends RuntimeException> type, String message) {
        assertThatThrownBy(this::mirror).isInstanceOf(type).hasMessageContaining(message);
        assertHolds(1, "2026.1.0");
    }

    @Test
    void anOriginThatWasSetBackIsRefused() throws IOException {
        Path earlier = PublishedStates.copy(origin.folder(), folder.resolve("earlier"));
        change("The rare earth mine.", "A rare earth mine.");
        release("2026.1.2");
        mirror();
        assertThatThrownBy(() -> mirror(earlier))
                .isInstanceOf(OriginRefused.class)
                .hasMessage(
                        "lode.origin: %s: its newest release is 2, 2026.1.1 (expected: 3 or later, which this database holds)"
                                .formatted(earlier));
        assertHolds(3, "2026.1.2");
    }

    @Test
    void anotherReleaseOfTheSameNumberIsRefused() throws IOException {
        mirror();
        SmallDataset other = SmallDataset.in(folder.resolve("other"));
        Author.release(Draft.read(other.folder()), new Author.Order("2026.1.0", Instant.EPOCH, "", false));
        Author.release(
                Draft.read(other.folder()), new Author.Order("2026.1.1", Instant.EPOCH.plusSeconds(9), "", true));
        assertThatThrownBy(() -> mirror(other.folder()))
                .isInstanceOf(OriginRefused.class)
                .hasMessageContaining("its release 2 has root ");
        assertHolds(2, "2026.1.1");
    }

    @Test
    void recordsOfANewerShapeAreRefused() throws IOException {
        mirror();
        origin.edit("datapackage.json", "\"x-schema-version\": \"1.1.0\"", "\"x-schema-version\": \"2.0.0\"");
        change("The rare earth mine.", "A rare earth mine.");
        release("2026.1.2");
        assertThatThrownBy(this::mirror)
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining(
                        "its release 2026.1.2 has schema 2.0.0 (expected: 1.x, which this Lode understands)");
        assertHolds(2, "2026.1.1");
    }

    @Test
    void recordsAreMergedAndLeadOn() throws IOException {
        origin.remove("projects.csv", "project:cooljarloo,")
                .edit("redirects.csv", "project:mt-weld", "project:cooljarloo,project:mount-weld\nproject:mt-weld");
        release("2026.1.2");
        mirror();
        assertHolds(3, "2026.1.2");
    }

    @Test
    void anEmptyReleaseIsAppliedToo() throws IOException {
        Author.release(
                Draft.read(origin.folder()), new Author.Order("2026.1.2", Instant.EPOCH.plusSeconds(99), "", true));
        mirror();
        assertHolds(3, "2026.1.2");
    }

    @Test
    void theBundledDatasetIsAnOrigin() {
        assertThat(Origin.local("classpath:dataset").read("releases/state.json"))
                .isNotEmpty();
        assertThat(Origin.local(Path.of("dataset").toUri().toString()).read("releases/state.json"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "file:nowhere", "ftp://example.org/", "\0", ""})
    void anUnknownOriginIsToldWithWhatWasExpected(String setting) {
        assertThatThrownBy(() -> Origin.local(setting))
                .isInstanceOf(StartFailed.class)
                .hasMessageStartingWith("lode.origin: " + setting)
                .hasMessageContaining("expected: the address of a Lode, a folder that has releases/state.json");
    }

    private void mirror() {
        mirror(origin.folder());
    }

    private void mirror(Path from) {
        DataPackage description = DataPackageReader.bundled();
        Origin local = Origin.local(from.toString());
        MirrorStatus status = new MirrorStatus();
        RowCheck rows = new RowCheck(source, description, local, status, Duration.ZERO);
        new Mirror(local, source, description, rows, Progress.silent(), status, UnaryOperator.identity()).run();
    }

    private void assertHolds(int sequence, String version) {
        assertThat(store.newest()).hasValueSatisfying(newest -> {
            assertThat(newest.manifest().sequence()).isEqualTo(sequence);
            assertThat(newest.manifest().version()).isEqualTo(version);
        });
    }

    private void change(String from, String to) throws IOException {
        origin.edit("projects.csv", from, to).append("reasons.csv", "project:mount-weld,CORRECTION,");
    }

    private void release(String version) {
        Instant at = Instant.EPOCH.plusSeconds(Integer.parseInt(version.substring(7)));
        assertThat(Author.release(Draft.read(origin.folder()), new Author.Order(version, at, "", false)))
                .isInstanceOf(Author.Outcome.Released.class);
    }
}
