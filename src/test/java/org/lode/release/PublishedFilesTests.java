package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.Manifest.Published;
import org.lode.support.Seed;

/** Published releases never change: each file has the hash that it was published with, and no edit goes unseen. */
class PublishedFilesTests {
    private static final Path LIST = Path.of("src", "test", "resources", "published.sha256");
    private static final Seed SEED = Seed.of(PublishedFilesTests.class);
    private static final int EDITS = 60;

    @Test
    void everyPublishedFileIsAsItWasPublished() throws IOException {
        Map<String, String> found = new TreeMap<>();
        Path releases = PublishedStates.DATASET.resolve("releases");
        try (var files = Files.walk(releases)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                if (!file.getFileName().toString().equals("state.json")) {
                    found.put(
                            PublishedStates.DATASET.relativize(file).toString(),
                            Sha256.hex(Sha256.of(Files.readAllBytes(file))));
                }
            }
        }
        Map<String, String> listed = new TreeMap<>();
        for (String line : Files.readAllLines(LIST)) {
            listed.put(line.substring(66), line.substring(0, 64));
        }
        assertThat(found)
                .as("published files never change; a new release adds its lines to %s", LIST)
                .isEqualTo(listed);
    }

    @Test
    void editingTheFirstOrTheLastCharacterIsRefused(@TempDir Path folder) throws IOException {
        assertEditsAreRefused(folder, 0);
    }

    @Test
    @Tag("thorough")
    void editingOneCharacterAnywhereIsRefused(@TempDir Path folder) throws IOException {
        assertEditsAreRefused(folder, EDITS);
    }

    /** Edits the first and the last character of each file, and this many others of all files. */
    private static void assertEditsAreRefused(Path folder, int others) throws IOException {
        Random random = SEED.random("edits");
        Path copy = PublishedStates.copy(PublishedStates.DATASET, folder.resolve("dataset"));
        replay(copy);
        List<Path> files;
        try (var found = Files.walk(copy.resolve("releases"))) {
            files = found.filter(Files::isRegularFile).sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(8);
        for (Path file : files) {
            byte[] good = Files.readAllBytes(file);
            for (int i = 0; i < others / files.size() + 2; i++) {
                int at = i == 0 ? 0 : i == 1 ? good.length - 1 : random.nextInt(good.length);
                byte[] bad = good.clone();
                bad[at] = (byte) (bad[at] == 'a' ? 'b' : 'a');
                Files.write(file, bad);
                assertThatThrownBy(() -> replay(copy))
                        .as("%s with another byte at %d, %s", file, at, SEED)
                        .isInstanceOf(DatasetDamaged.class)
                        .hasMessageContaining(copy.relativize(file).toString().replace("state.json", ""));
            }
            Files.write(file, good);
        }
    }

    @Test
    void aFileThatIsCutShortIsRefused(@TempDir Path folder) throws IOException {
        Path copy = PublishedStates.copy(PublishedStates.DATASET, folder.resolve("dataset"));
        Path delta = copy.resolve("releases/2026.11.0/delta.jsonl");
        byte[] good = Files.readAllBytes(delta);
        Files.write(delta, Arrays.copyOf(good, good.length / 2));
        assertThatThrownBy(() -> replay(copy))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessage("releases/2026.11.0/delta.jsonl: %d bytes (expected: %d)"
                        .formatted(good.length / 2, good.length));
    }

    private static void replay(Path dataset) {
        ReleaseReader reader = new ReleaseReader(PublishedStates.files(dataset));
        State state = State.empty();
        for (Published release : reader.chain(reader.pointer(), 1)) {
            state = state.apply(reader.delta(release.manifest()).ops());
            assertThat(state.roots(release.manifest().types()).root())
                    .isEqualTo(release.manifest().root());
        }
    }
}
