package org.lode.release;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a release says of itself, and what proves it.
 *
 * @param previous the release before; null for the first
 * @param counts one entry a record type
 * @param reasons how many changes have which reason
 * @param tables one entry a record type, in the order of types
 */
public record Manifest(
        int sequence,
        String version,
        String schemaVersion,
        Instant publishedAt,
        String notes,
        String root,
        @Nullable Previous previous,
        SortedMap<String, Counts> counts,
        SortedMap<Reason, Integer> reasons,
        List<TableRoot> tables,
        List<Content> files) {
    /** Name of the file of a manifest. */
    public static final String FILE = "manifest.json";

    /** Name of the file of changes, beside the manifest. */
    public static final String DELTA = "delta.jsonl";

    static final String FORMAT = "lode-manifest-1";
    static final String HASH_PROFILE = "jcs-sha256-b256-1";

    /** The link to the release before. */
    public record Previous(int sequence, String version, String root, String manifestSha256) {}

    /** How many records of a type a release holds, and what it did to how many. */
    public record Counts(int total, int added, int modified, int removed, int merged) {
        public int changes() {
            return added + modified + removed + merged;
        }
    }

    /** One file of a release. */
    public record Content(String path, long bytes, String sha256, String mediaType) {}

    /** The file of what the release changes. */
    public Optional<Content> delta() {
        return files.stream().filter(file -> file.path().equals(DELTA)).findFirst();
    }

    /** How many changes it has. */
    public int changes() {
        return counts.values().stream().mapToInt(Counts::changes).sum();
    }

    public List<String> types() {
        return tables.stream().map(TableRoot::type).toList();
    }

    public Optional<TableRoot> table(String type) {
        return tables.stream().filter(table -> table.type().equals(type)).findFirst();
    }
}
