package org.lode.files;

import org.springframework.http.MediaType;

/**
 * One file of a release, as others check it.
 *
 * @param name path below the release
 */
public record BundleFile(String name, long bytes, String sha256, MediaType type) {

    /** The line of {@code SHA256SUMS}. */
    String sum() {
        return sha256 + "  " + name + "\n";
    }

    /** What the name ends in: {@code csv}. */
    String ending() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The type as IANA registers it, without parameters. */
    String mediaType() {
        return type.getType() + "/" + type.getSubtype();
    }
}
