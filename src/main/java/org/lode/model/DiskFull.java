package org.lode.model;

/** A disk of this machine is full; the same work may succeed once space is free. */
public final class DiskFull extends Failure {
    /** What everybody may read: no path. */
    public static final String PUBLIC = "a disk of this server is full (expected: free space)";

    private final String disk;

    /** @param disk the folder or the database that has no space */
    public DiskFull(String disk, Throwable cause) {
        super("%s: its disk is full (expected: free space)".formatted(disk), cause);
        this.disk = disk;
    }

    public String disk() {
        return disk;
    }

    /** Returns whether the system said so, in this failure or one of its causes. */
    public static boolean isCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Code code() {
        return Code.UNAVAILABLE;
    }
}
