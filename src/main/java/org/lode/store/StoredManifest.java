package org.lode.store;

import java.nio.charset.StandardCharsets;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.ReleaseReader;

/**
 * A manifest as it was published.
 *
 * @param derived whether its changes were derived from whole states, so that there is no delta
 */
public record StoredManifest(Published published, boolean derived) {

    /** Reads a manifest that was stored as this JSON. Fails unless its file has the hash that was stored with it. */
    static StoredManifest of(String json, String sha256, boolean derived) {
        return new StoredManifest(ReleaseReader.stored(json, sha256), derived);
    }

    /** Returns the content. */
    public Manifest manifest() {
        return published.manifest();
    }

    /** Returns the SHA-256 of the file. */
    public String sha256() {
        return published.manifestSha256();
    }

    /** Returns the bytes of the file. */
    public byte[] bytes() {
        return (published.text() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the version of its release. */
    public String version() {
        return manifest().version();
    }

    /** Returns the number of its release. */
    public int sequence() {
        return manifest().sequence();
    }
}
