package org.lode.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.lode.files.Hashes;
import org.lode.files.ReleaseFiles;
import org.lode.files.ServedFile.FileException;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.Notices;
import org.lode.store.ManifestStore.StoredManifest;
import org.lode.support.Replay;

/** A manifest from the database is the published file, or it is none. */
class StoredManifestTests {
    private static final Replay.State NEWEST = Replay.bundled().getLast();
    private static final Path FILE = Path.of("dataset", "releases", NEWEST.text("version"), "manifest.json");

    @Test
    void howeverItIsSpeltItIsThePublishedFile() throws IOException {
        byte[] published = Files.readAllBytes(FILE);
        String spelt = NEWEST.manifest().toPrettyString();
        assertThat(spelt).isNotEqualTo(new String(published, StandardCharsets.UTF_8));
        assertThat(StoredManifest.of(spelt, Hashes.hex(Hashes.sha256(published)), /* derived= */ false)
                        .bytes())
                .isEqualTo(published);
    }

    @Test
    void anotherManifestIsNeverServed() throws IOException {
        String hash = Hashes.hex(Hashes.sha256(Files.readAllBytes(FILE)));
        String other = NEWEST.manifest().toString().replaceFirst("\"notes\":\"", "\"notes\":\"X");
        assertThatThrownBy(() -> StoredManifest.of(other, hash, /* derived= */ false))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining("expected: " + hash);
    }

    @Test
    void aReleaseWhoseChangesWereDerivedHasNoDelta() throws IOException {
        String json = Files.readString(FILE);
        String hash = Hashes.hex(Hashes.sha256(Files.readAllBytes(FILE)));
        Notices none = Notices.NONE;
        assertThat(ReleaseFiles.provedDelta(StoredManifest.of(json, hash, /* derived= */ false), none)
                        .path())
                .isEqualTo("delta.jsonl");
        assertThatThrownBy(() -> ReleaseFiles.provedDelta(StoredManifest.of(json, hash, /* derived= */ true), none))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("404 NOT_FOUND");
    }
}
