package org.lode.release;

/** Where the files of releases are read from. */
@FunctionalInterface
public interface ReleaseFiles {
    /** Path of the pointer to the newest release. */
    String STATE = "releases/state.json";

    /** The whole file at this path ({@code releases/2026.11.0/manifest.json}); fails when there is none. */
    byte[] read(String path);

    static String manifest(String version) {
        return "releases/" + version + "/manifest.json";
    }

    static String file(String version, String name) {
        return "releases/" + version + "/" + name;
    }
}
