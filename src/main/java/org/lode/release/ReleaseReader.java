package org.lode.release;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.failure.DatasetDamaged;
import tools.jackson.databind.json.JsonMapper;

/** Reads releases from where they lie. What it returns has been held against every hash that names it. */
public final class ReleaseReader {
    private final ReleaseFiles files;

    public ReleaseReader(ReleaseFiles files) {
        this.files = files;
    }

    /** Which release is the newest. */
    public Pointer pointer() {
        String file = ReleaseFiles.STATE;
        JsonFields fields = new JsonFields(CanonicalJson.read(Lines.single(files.read(file), file), file), file);
        fields.constant("format", Pointer.FORMAT);
        return new Pointer(
                fields.count("sequence"),
                fields.parsed("version", CalendarVersion::parse, "a version like 2026.11.0")
                        .toString(),
                fields.hash("root"),
                fields.hash("manifestSha256"));
    }

    /** The releases from {@code first} to the one pointed at, each bound to the next by hash; the oldest comes first. */
    public List<Published> chain(Pointer newest, int first) {
        Deque<Published> chain = new ArrayDeque<>();
        Manifest.@Nullable Previous link =
                new Manifest.Previous(newest.sequence(), newest.version(), newest.root(), newest.manifestSha256());
        while (link != null && link.sequence() >= first) {
            Published published = manifest(link);
            chain.addFirst(published);
            link = published.manifest().previous();
        }
        return List.copyOf(chain);
    }

    private Published manifest(Manifest.Previous link) {
        String file = ReleaseFiles.manifest(link.version());
        byte[] bytes = files.read(file);
        String sha256 = Sha256.hex(Sha256.of(bytes));
        if (!sha256.equals(link.manifestSha256())) {
            throw new DatasetDamaged(
                    "%s: the SHA-256 of the file is %s (expected: %s)".formatted(file, sha256, link.manifestSha256()));
        }
        Manifest manifest = ManifestReader.read(bytes, file);
        if (!new Published(manifest, sha256).asPrevious().equals(link)) {
            throw new DatasetDamaged("%s: sequence %d, version %s, root %s (expected: %d, %s, %s)"
                    .formatted(
                            file,
                            manifest.sequence(),
                            manifest.version(),
                            manifest.root(),
                            link.sequence(),
                            link.version(),
                            link.root()));
        }
        return new Published(manifest, sha256);
    }

    /** A manifest that was verified before it was stored as a JSON value, whose spelling may have changed since. */
    public static Manifest stored(String json) {
        String canonical = CanonicalJson.write(JsonMapper.shared().readTree(json));
        return ManifestReader.read(Lines.join(List.of(canonical)), "the manifest in the database");
    }

    /** The SHA-256 that the file of a stored manifest has. */
    public static String storedHash(String json) {
        String canonical = CanonicalJson.write(JsonMapper.shared().readTree(json));
        return Sha256.hex(Sha256.of(Lines.join(List.of(canonical))));
    }

    /** The operation of one line of a delta, without its line feed; fails unless it is the n-th of a file of that name. */
    public static Op op(byte[] line, int n, String file) {
        String where = file + ":" + (n + 1);
        return DeltaReader.op(new JsonFields(CanonicalJson.read(line, where), where), n);
    }

    /** What the release changes. */
    public Delta delta(Manifest manifest) {
        Manifest.Content content = manifest.files().stream()
                .filter(file -> file.path().equals("delta.jsonl"))
                .findFirst()
                .orElseThrow(() -> new DatasetDamaged(ReleaseFiles.manifest(manifest.version())
                        + ": files: no delta.jsonl (expected: the file of changes)"));
        String file = ReleaseFiles.file(manifest.version(), content.path());
        byte[] bytes = files.read(file);
        checkBytes(content, bytes, file);
        Delta delta = DeltaReader.read(bytes, file);
        checkHeader(delta, manifest, file);
        checkCounts(delta, manifest, file);
        return delta;
    }

    private static void checkBytes(Manifest.Content content, byte[] bytes, String file) {
        if (bytes.length != content.bytes()) {
            throw new DatasetDamaged("%s: %d bytes (expected: %d)".formatted(file, bytes.length, content.bytes()));
        }
        if (!Arrays.equals(Sha256.of(bytes), Sha256.bytes(content.sha256()))) {
            throw new DatasetDamaged("%s: the SHA-256 of the file is %s (expected: %s)"
                    .formatted(file, Sha256.hex(Sha256.of(bytes)), content.sha256()));
        }
    }

    private static void checkHeader(Delta delta, Manifest manifest, String file) {
        Manifest.Previous previous = manifest.previous();
        Delta expected = new Delta(
                manifest.sequence() - 1,
                manifest.sequence(),
                previous == null ? null : previous.root(),
                manifest.root(),
                manifest.schemaVersion(),
                delta.ops());
        if (!delta.equals(expected)) {
            throw new DatasetDamaged(
                    "%s:1: header of release %d, root %s, after %d, root %s, schema %s (expected: what the manifest says)"
                            .formatted(
                                    file,
                                    delta.to(),
                                    delta.toRoot(),
                                    delta.from(),
                                    delta.fromRoot(),
                                    delta.schemaVersion()));
        }
    }

    private static void checkCounts(Delta delta, Manifest manifest, String file) {
        Map<String, Manifest.Counts> counts = Tally.counts(delta.ops(), manifest.tables());
        Map<Reason, Integer> reasons = Tally.reasons(delta.ops());
        if (!counts.equals(manifest.counts()) || !reasons.equals(manifest.reasons())) {
            throw new DatasetDamaged("%s: changes %s, reasons %s (expected: %s, %s)"
                    .formatted(file, counts, reasons, manifest.counts(), manifest.reasons()));
        }
    }
}
