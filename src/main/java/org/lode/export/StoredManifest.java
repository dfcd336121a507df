package org.lode.export;

import java.nio.charset.StandardCharsets;
import org.lode.failure.DatasetDamaged;
import org.lode.release.CanonicalJson;
import org.lode.release.Manifest;
import org.lode.release.ReleaseReader;
import org.lode.release.Sha256;
import tools.jackson.databind.json.JsonMapper;

/**
 * A manifest as it was published.
 *
 * @param line its canonical text with the line feed: the file
 * @param sha256 of the file
 * @param derived whether its changes were derived from whole states, so that there is no delta
 */
record StoredManifest(Manifest manifest, String line, String sha256, boolean derived) {

    /** The manifest that was stored as this JSON; fails unless its file has the hash that was stored with it. */
    static StoredManifest of(String json, String sha256, boolean derived) {
        String line = CanonicalJson.write(JsonMapper.shared().readTree(json)) + "\n";
        String found = Sha256.hex(Sha256.of(line.getBytes(StandardCharsets.UTF_8)));
        if (!found.equals(sha256)) {
            throw new DatasetDamaged(
                    "the manifest in the database has SHA-256 %s (expected: %s)".formatted(found, sha256));
        }
        return new StoredManifest(ReleaseReader.stored(line), line, sha256, derived);
    }

    byte[] bytes() {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    String version() {
        return manifest.version();
    }

    int sequence() {
        return manifest.sequence();
    }
}
