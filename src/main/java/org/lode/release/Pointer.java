package org.lode.release;

/** Which release is the newest, and how much was told of releases since they were published. */
public record Pointer(int sequence, String version, String root, String manifestSha256, Notices.Extent notices) {
    static final String FORMAT = "lode-state-1";

    /** A release about which, and before which, nothing was told. */
    public Pointer(int sequence, String version, String root, String manifestSha256) {
        this(sequence, version, root, manifestSha256, Notices.Extent.NONE);
    }

    /** Returns the release in one line, for logs. */
    public String line() {
        return "release %d, %s, root %s, manifest %s, %d notices"
                .formatted(sequence, version, root, manifestSha256, notices.count());
    }
}
