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

    /** The manifest that was stored as this JSON; fails unless its file has the hash that was stored with it. */
    static StoredManifest of(String json, String sha256, boolean derived) {
        return new StoredManifest(ReleaseReader.stored(json, sha256), derived);
    }

    /** What it says. */
    public Manifest manifest() {
        return published.manifest();
    }

    /** The hash that names it. */
    public String sha256() {
        return published.manifestSha256();
    }

    /** The file. */
    public byte[] bytes() {
        return (published.text() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The version of its release. */
    public String version() {
        return manifest().version();
    }

    /** The number of its release. */
    public int sequence() {
        return manifest().sequence();
    }
}
