package org.lode.release;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.Op.Reason;
import org.lode.release.Roots.TableRoot;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The description of a release and its hashes: {@code manifest.json}.
 *
 * @param previous the release before; null for the first
 * @param counts one entry for each record type
 * @param reasons how many changes have which reason
 * @param tables one entry for each record type, in the order of types
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
    /** Name of the file of changes, beside the manifest. */
    public static final String DELTA = "delta.jsonl";

    private static final String FORMAT = "lode-manifest-1";
    private static final String HASH_PROFILE = "jcs-sha256-b256-1";

    /** The link to the release before. */
    public record Previous(int sequence, String version, String root, String manifestSha256) {

        static Previous read(JsonFields fields) {
            return new Previous(
                    fields.count("sequence"),
                    fields.version("version"),
                    fields.hash("root"),
                    fields.hash("manifestSha256"));
        }
    }

    /** How many records of a type a release holds, and how many it changed in which way. */
    public record Counts(int total, int added, int modified, int removed, int merged) {
        public int changes() {
            return added + modified + removed + merged;
        }
    }

    /** One file of a release. */
    public record Content(String path, long bytes, String sha256, String mediaType) {
        /** Returns a file of changes. */
        public static Content delta(String path, long bytes, String sha256) {
            return new Content(path, bytes, sha256, "application/jsonl");
        }
    }

    /** Returns the entry of the delta. */
    public Optional<Content> delta() {
        return files.stream().filter(file -> file.path().equals(DELTA)).findFirst();
    }

    /** Returns the number of changes. */
    public int changes() {
        return counts.values().stream().mapToInt(Counts::changes).sum();
    }

    public List<String> types() {
        return tables.stream().map(TableRoot::type).toList();
    }

    public Optional<TableRoot> table(String type) {
        return tables.stream().filter(table -> table.type().equals(type)).findFirst();
    }

    /** Returns the bytes of {@code manifest.json}: one canonical line. */
    public byte[] bytes() {
        ObjectNode node = JsonMapper.shared().valueToTree(this);
        return CanonicalJson.file(node.put("format", FORMAT).put("hashProfile", HASH_PROFILE));
    }

    /** Reads the bytes of a manifest; fails when its tables do not give its root. {@code file} names it in the failure. */
    static Manifest read(byte[] bytes, String file) {
        JsonFields fields = JsonFields.ofFile(bytes, file, FORMAT);
        fields.constant("hashProfile", HASH_PROFILE);
        Manifest manifest = new Manifest(
                fields.count("sequence"),
                fields.version("version"),
                fields.text("schemaVersion"),
                fields.instant("publishedAt"),
                fields.text("notes"),
                fields.hash("root"),
                fields.nullable("previous", name -> Previous.read(fields.child(name))),
                map(fields.child("counts"), Manifest::counts),
                reasons(fields),
                fields.list("tables", Manifest::table),
                fields.list(
                        "files",
                        at -> new Content(at.text("path"), at.size("bytes"), at.hash("sha256"), at.text("mediaType"))));
        check(manifest, file);
        return manifest;
    }

    private static void check(Manifest manifest, String file) {
        String root = Roots.of(manifest.tables()).root();
        if (!root.equals(manifest.root())) {
            throw new DatasetDamaged(
                    "%s: root: %s (expected: %s, which the tables give)".formatted(file, manifest.root(), root));
        }
        Previous previous = manifest.previous();
        if (manifest.sequence() != (previous == null ? 1 : previous.sequence() + 1)) {
            throw new DatasetDamaged("%s: sequence: %d (expected: one more than that of the release before)"
                    .formatted(file, manifest.sequence()));
        }
    }

    private static TableRoot table(JsonFields fields) {
        SortedMap<String, String> buckets = map(fields.child("buckets"), JsonFields::hash);
        if (!buckets.keySet().stream().allMatch(bucket -> bucket.matches("[0-9a-f]{2}"))) {
            throw fields.wrong("buckets", "bucket numbers 00 to ff");
        }
        TableRoot table = TableRoot.of(fields.text("type"), fields.count("rows"), buckets);
        if (!table.root().equals(fields.hash("root"))) {
            throw fields.wrong("root", table.root() + ", which the buckets give");
        }
        return table;
    }

    private static Counts counts(JsonFields counts, String type) {
        JsonFields of = counts.child(type);
        return new Counts(
                of.count("total"), of.count("added"), of.count("modified"), of.count("removed"), of.count("merged"));
    }

    private static SortedMap<Reason, Integer> reasons(JsonFields fields) {
        SortedMap<Reason, Integer> reasons = new TreeMap<>();
        try {
            map(fields.child("reasons"), JsonFields::count)
                    .forEach((name, count) -> reasons.put(Reason.valueOf(name), count));
        } catch (IllegalArgumentException e) {
            throw fields.wrong("reasons", "names of reasons");
        }
        return reasons;
    }

    private static <V> SortedMap<String, V> map(JsonFields fields, BiFunction<JsonFields, String, V> value) {
        SortedMap<String, V> map = new TreeMap<>();
        fields.object().propertyNames().forEach(name -> map.put(name, value.apply(fields, name)));
        return map;
    }

    /**
     * A release's manifest and the hash of the manifest's bytes, which the next release repeats.
     *
     * @param text the manifest as it was published, with members that this Lode does not know
     */
    public record Published(Manifest manifest, String manifestSha256, String text) {

        public Release release() {
            Previous previous = manifest.previous();
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

        /** Returns the pointer that names this as the newest release. */
        public ReleaseReader.Pointer pointer(Notices.Extent notices) {
            return new ReleaseReader.Pointer(asPrevious(), notices);
        }

        /** Returns the link that the next release has to this one. */
        public Previous asPrevious() {
            return new Previous(manifest.sequence(), manifest.version(), manifest.root(), manifestSha256);
        }
    }
}
