package org.lode.release;

/** Which release is the newest: the content of {@code releases/state.json}. */
public record Pointer(int sequence, String version, String root, String manifestSha256) {
    static final String FORMAT = "lode-state-1";
}
