package org.lode.release;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Where the files of releases are read from. */
@FunctionalInterface
public interface ReleaseFiles {
    /** Path of the pointer to the newest release. */
    String STATE = "releases/state.json";

    /** Path of what was told of releases after they were published. */
    String NOTICES = "releases/notices.jsonl";

    /** The whole file at this path ({@code releases/2026.11.0/manifest.json}); fails when there is none. */
    byte[] read(String path);

    /**
     * The whole file at this path, which may be larger than memory; empty when it is known that there is none.
     *
     * @param bytes how large it can be at most
     */
    default Optional<MemorySegment> find(String path, long bytes) {
        return Optional.of(MemorySegment.ofArray(read(path)));
    }

    static String manifest(String version) {
        return "releases/" + version + "/manifest.json";
    }

    static String file(String version, String name) {
        return "releases/" + version + "/" + name;
    }
}
