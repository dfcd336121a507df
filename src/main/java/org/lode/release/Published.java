package org.lode.release;

/**
 * A release's manifest and the hash of the manifest's bytes, which the next release repeats.
 *
 * @param text the manifest as it was published, with what this Lode does not know
 */
public record Published(Manifest manifest, String manifestSha256, String text) {

    public Release release() {
        Manifest.Previous previous = manifest.previous();
        return new Release(
                manifest.sequence(),
                manifest.version(),
                manifest.schemaVersion(),
                manifest.root(),
                previous == null ? null : previous.root(),
                manifestSha256,
                manifest.publishedAt(),
                manifest.notes());
    }

    /** How the next release names this one. */
    public Manifest.Previous asPrevious() {
        return new Manifest.Previous(manifest.sequence(), manifest.version(), manifest.root(), manifestSha256);
    }
}
