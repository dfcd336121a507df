package org.lode.release;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.Delta.DeltaReader;
import org.lode.release.Delta.Tally;
import org.lode.release.Manifest.Published;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads releases from their files and verifies them with every hash that names them. */
public record ReleaseReader(ReleaseFiles files) {

    /** Reads the pointer to the newest release. */
    public Pointer pointer() {
        return Pointer.read(files.read(ReleaseFiles.STATE), ReleaseFiles.STATE);
    }

    /** Reads the notices of this extent. */
    public Notices notices(Notices.Extent extent) {
        return extent.count() == 0
                ? Notices.NONE
                : Notices.read(files.read(ReleaseFiles.NOTICES), extent, ReleaseFiles.NOTICES);
    }

    /** Reads the releases from {@code first} to the newest, each linked to the next by hash; oldest first. */
    public List<Published> chain(Pointer newest, int first) {
        Deque<Published> chain = new ArrayDeque<>();
        Manifest.@Nullable Previous link = newest.link();
        while (link != null && link.sequence() >= first) {
            Published published = published(link);
            chain.addFirst(published);
            link = published.manifest().previous();
        }
        return List.copyOf(chain);
    }

    /** Reads the manifest that a link names; fails unless it has the hash and the values of the link. */
    public Published published(Manifest.Previous link) {
        String file = ReleaseFiles.manifest(link.version());
        byte[] bytes = files.read(file);
        String sha256 = Sha256.hexOf(bytes);
        checkHash(sha256, link.manifestSha256(), file);
        Manifest manifest = Manifest.read(bytes, file);
        Published published = new Published(manifest, sha256, new String(bytes, StandardCharsets.UTF_8).strip());
        if (!published.asPrevious().equals(link)) {
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
        return published;
    }

    /** A release whose manifest was stored as a JSON value; fails unless its file, made again, has the hash stored with it. */
    public static Published stored(String json, String sha256) {
        String where = "the manifest in the database";
        String canonical = canonical(json);
        byte[] file = Lines.join(List.of(canonical));
        String found = Sha256.hexOf(file);
        if (!found.equals(sha256)) {
            throw new DatasetDamaged("%s has SHA-256 %s (expected: %s)".formatted(where, found, sha256));
        }
        return new Published(Manifest.read(file, where), sha256, canonical);
    }

    /** Returns the SHA-256 that the file of a stored manifest has. */
    public static String storedHash(String json) {
        return Sha256.hexOf(canonical(json) + "\n");
    }

    private static String canonical(String json) {
        return CanonicalJson.write(JsonMapper.shared().readTree(json));
    }

    /** The operation of one line of a delta, without its line feed; fails unless it is the n-th of a file of that name. */
    public static Op op(byte[] line, int n, String file, Set<RecordKey> redacted) {
        return DeltaReader.published(JsonFields.of(line, file + ":" + (n + 1)), n, redacted);
    }

    /** Returns the operation of a line that was checked when it was stored; its reason may be unstated. */
    public static Op storedOp(String line, int n, String where, Set<RecordKey> redacted) {
        return DeltaReader.op(new JsonFields(JsonMapper.shared().readTree(line), where), n, redacted);
    }

    /** Reads the delta of a release, as it was published. */
    public Delta delta(Manifest manifest) {
        return delta(manifest, Notices.NONE);
    }

    /** Reads the delta of a release, without the content that these notices redact. */
    public Delta delta(Manifest manifest, Notices notices) {
        return findDelta(manifest, notices).orElseThrow(() -> {
            String path = content(manifest, notices).path();
            return new DatasetDamaged("%s is missing".formatted(ReleaseFiles.file(manifest.version(), path)));
        });
    }

    /** Reads the delta of a release; empty when the origin has no such file. */
    public Optional<Delta> findDelta(Manifest manifest, Notices notices) {
        Manifest.Content content = content(manifest, notices);
        String file = ReleaseFiles.file(manifest.version(), content.path());
        return files.find(file, content.bytes()).map(bytes -> {
            checkBytes(content, bytes, file);
            DeltaReader.Counted read = DeltaReader.read(bytes, file, notices.redacted());
            checkHeader(read.delta(), manifest, file);
            checkCounts(read.tally(), manifest, file);
            return read.delta();
        });
    }

    private static Manifest.Content content(Manifest manifest, Notices notices) {
        return notices.content(manifest)
                .orElseThrow(() -> new DatasetDamaged(ReleaseFiles.manifest(manifest.version())
                        + ": files: no delta.jsonl (expected: the file of changes)"));
    }

    private static void checkBytes(Manifest.Content content, MemorySegment bytes, String file) {
        if (bytes.byteSize() != content.bytes()) {
            throw new DatasetDamaged("%s: %d bytes (expected: %d)".formatted(file, bytes.byteSize(), content.bytes()));
        }
        checkHash(Sha256.hex(Sha256.of(bytes)), content.sha256(), file);
    }

    private static void checkHash(String sha256, String expected, String file) {
        if (!sha256.equals(expected)) {
            throw new DatasetDamaged(
                    "%s: the SHA-256 of the file is %s (expected: %s)".formatted(file, sha256, expected));
        }
    }

    private static void checkHeader(Delta delta, Manifest manifest, String file) {
        if (!delta.equals(Delta.of(manifest, delta.ops(), /* derived= */ false))) {
            String found = "release %d, root %s, after %d, root %s, schema %s"
                    .formatted(delta.to(), delta.toRoot(), delta.from(), delta.fromRoot(), delta.schemaVersion());
            throw new DatasetDamaged(file + ":1: header of " + found + " (expected: what the manifest says)");
        }
    }

    private static void checkCounts(Tally tally, Manifest manifest, String file) {
        Map<String, Manifest.Counts> counts = tally.counts(manifest.tables());
        if (!counts.equals(manifest.counts()) || !tally.reasons().equals(manifest.reasons())) {
            throw new DatasetDamaged("%s: changes %s, reasons %s (expected: %s, %s)"
                    .formatted(file, counts, tally.reasons(), manifest.counts(), manifest.reasons()));
        }
    }

    /** The newest release and the extent of the notices: the content of {@code releases/state.json}. */
    public record Pointer(@JsonUnwrapped Manifest.Previous link, Notices.Extent notices) {
        private static final String FORMAT = "lode-state-1";

        private static Pointer read(byte[] bytes, String file) {
            JsonFields fields = JsonFields.ofFile(bytes, file, FORMAT);
            boolean noticed = fields.object().has("notices");
            return new Pointer(
                    Manifest.Previous.read(fields),
                    noticed ? Notices.Extent.read(fields.child("notices")) : Notices.Extent.NONE);
        }

        /** Returns the bytes of {@code state.json}: one canonical line, without a member {@code notices} when there are none. */
        public byte[] bytes() {
            ObjectNode node = JsonMapper.shared().valueToTree(this);
            if (notices.count() == 0) {
                node.remove("notices");
            }
            return CanonicalJson.file(node.put("format", FORMAT));
        }

        /** Returns the release in one line, for logs. */
        public String line() {
            return "release %d, %s, root %s, manifest %s, %d notices"
                    .formatted(link.sequence(), link.version(), link.root(), link.manifestSha256(), notices.count());
        }
    }

    /** The files of releases, by their paths. */
    @FunctionalInterface
    public interface ReleaseFiles {
        /** Path of the pointer to the newest release. */
        String STATE = "releases/state.json";

        /** Path of the notices. */
        String NOTICES = "releases/notices.jsonl";

        /** Reads the whole file at this path ({@code releases/2026.11.0/manifest.json}); fails when there is none. */
        byte[] read(String path);

        /**
         * Reads the whole file at this path, which may be larger than memory; empty when there is certainly none.
         *
         * @param bytes how large it can be at most
         */
        default Optional<MemorySegment> find(String path, long bytes) {
            return Optional.of(MemorySegment.ofArray(read(path)));
        }

        static String manifest(String version) {
            return file(version, "manifest.json");
        }

        static String file(String version, String name) {
            return "releases/" + version + "/" + name;
        }
    }
}
