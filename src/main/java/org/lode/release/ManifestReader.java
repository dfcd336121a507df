package org.lode.release;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;

/** Reads a manifest and holds it against itself: its tables must give its root. */
final class ManifestReader {
    private static final String VERSION = "a version like 2026.11.0";

    private ManifestReader() {}

    static Manifest read(byte[] bytes, String file) {
        JsonFields fields = new JsonFields(CanonicalJson.read(Lines.single(bytes, file), file), file);
        fields.constant("format", Manifest.FORMAT);
        fields.constant("hashProfile", Manifest.HASH_PROFILE);
        Manifest manifest = new Manifest(
                fields.count("sequence"),
                fields.parsed("version", CalendarVersion::parse, VERSION).toString(),
                fields.text("schemaVersion"),
                fields.parsed("publishedAt", Instant::parse, "an instant like 2026-11-22T09:00:00Z"),
                fields.text("notes"),
                fields.hash("root"),
                previous(fields),
                map(fields.child("counts"), Function.identity(), ManifestReader::counts),
                map(fields.child("reasons"), name -> reason(fields, name), JsonFields::count),
                fields.list("tables", ManifestReader::table),
                fields.list("files", ManifestReader::content));
        check(manifest, file);
        return manifest;
    }

    private static void check(Manifest manifest, String file) {
        if (!Roots.of(manifest.tables()).root().equals(manifest.root())) {
            throw new DatasetDamaged("%s: root: %s (expected: %s, which the tables give)"
                    .formatted(
                            file, manifest.root(), Roots.of(manifest.tables()).root()));
        }
        Manifest.Previous previous = manifest.previous();
        if (manifest.sequence() != (previous == null ? 1 : previous.sequence() + 1)) {
            throw new DatasetDamaged("%s: sequence: %d (expected: one more than that of the release before)"
                    .formatted(file, manifest.sequence()));
        }
    }

    private static Manifest.@Nullable Previous previous(JsonFields fields) {
        if (fields.object().path("previous").isNull()) {
            return null;
        }
        JsonFields previous = fields.child("previous");
        return new Manifest.Previous(
                previous.count("sequence"),
                previous.parsed("version", CalendarVersion::parse, VERSION).toString(),
                previous.hash("root"),
                previous.hash("manifestSha256"));
    }

    private static TableRoot table(JsonFields fields) {
        SortedMap<String, String> buckets = map(fields.child("buckets"), Function.identity(), JsonFields::hash);
        for (String bucket : buckets.keySet()) {
            if (!bucket.matches("[0-9a-f]{2}")) {
                throw fields.wrong("buckets", "bucket numbers 00 to ff");
            }
        }
        TableRoot table = TableRoot.of(fields.text("type"), fields.count("rows"), buckets);
        if (!table.root().equals(fields.hash("root"))) {
            throw fields.wrong("root", table.root() + ", which the buckets give");
        }
        return table;
    }

    private static Manifest.Counts counts(JsonFields counts, String type) {
        JsonFields fields = counts.child(type);
        return new Manifest.Counts(
                fields.count("total"),
                fields.count("added"),
                fields.count("modified"),
                fields.count("removed"),
                fields.count("merged"));
    }

    private static Reason reason(JsonFields fields, String name) {
        try {
            return Reason.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw fields.wrong("reasons", "names of reasons");
        }
    }

    private static Manifest.Content content(JsonFields fields) {
        return new Manifest.Content(
                fields.text("path"), fields.size("bytes"), fields.hash("sha256"), fields.text("mediaType"));
    }

    private interface Take<V> {
        V take(JsonFields fields, String name);
    }

    private static <K, V> SortedMap<K, V> map(JsonFields fields, Function<String, K> key, Take<V> value) {
        SortedMap<K, V> map = new TreeMap<>();
        fields.object().propertyNames().forEach(name -> map.put(key.apply(name), value.take(fields, name)));
        return map;
    }
}
