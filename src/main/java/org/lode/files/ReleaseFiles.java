package org.lode.files;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.files.ServedFile.FileException;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.RecordKind;
import org.lode.model.Sha256;
import org.lode.release.CanonicalJson;
import org.lode.release.Delta;
import org.lode.release.DeltaWriter;
import org.lode.release.Manifest;
import org.lode.release.MerkleTree;
import org.lode.release.Notices;
import org.lode.release.Roots.TableRoot;
import org.lode.store.BodyStore;
import org.lode.store.ChangeLogStore;
import org.lode.store.Chunks;
import org.lode.store.ManifestStore.StoredManifest;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The files that the manifest of a release proves, and {@code SHA256SUMS}. They are read from the database while they are sent. */
@Component
public final class ReleaseFiles {
    public static final String MANIFEST = "manifest.json";
    public static final String SUMS = "SHA256SUMS";
    private static final int KEPT = 64;

    private final BodyStore bodies;
    private final ChangeLogStore.Reader deltas;
    private final DataPackage data;
    private final AsyncCache<HashKey, List<Bundle.File>> hashed =
            Caffeine.newBuilder().maximumSize(KEPT).buildAsync();

    ReleaseFiles(BodyStore bodies, ChangeLogStore.Reader deltas, DataPackage data) {
        this.bodies = bodies;
        this.deltas = deltas;
        this.data = data;
    }

    /** Returns the manifest, as it was published. */
    public static ServedFile manifest(StoredManifest release) {
        byte[] bytes = release.bytes();
        return ServedFile.lasting(
                MediaType.APPLICATION_JSON, release, release.sha256(), bytes.length, Flux.just(bytes));
    }

    /** Returns all records of a type; fails when the release has no such type. */
    public Mono<ServedFile> full(StoredManifest release, String type) {
        return records(release, table(release, type), null);
    }

    /** Returns the records of one bucket of a type; fails when the release has no such type or bucket. */
    public Mono<ServedFile> bucket(StoredManifest release, String type, String bucket) {
        TableRoot table = table(release, type);
        if (!bucket.matches("[0-9a-f]{2}")) {
            throw FileException.missing("bucket", bucket, "00 to ff");
        }
        SortedMap<String, String> only = new TreeMap<>(table.buckets());
        only.keySet().retainAll(Collections.singleton(bucket));
        return records(release, TableRoot.of(type, table.rows(), only), Integer.parseInt(bucket, 16));
    }

    private static TableRoot table(StoredManifest release, String type) {
        return release.manifest()
                .table(type)
                .orElseThrow(() -> FileException.missing(
                        "type",
                        type,
                        "one of " + String.join(", ", release.manifest().types())));
    }

    /** @param proof the buckets that there must be, with their hashes, and no other */
    private Mono<ServedFile> records(StoredManifest release, TableRoot proof, @Nullable Integer bucket) {
        RecordKind kind = data.type(proof.type())
                .orElseThrow(() -> FileException.missing("type", proof.type(), "a type that this server knows"));
        BodyStore.Part part = new BodyStore.Part(proof.type(), kind.name(), release.sequence(), bucket);
        Flux<byte[]> content = Chunks.bytes(Flux.defer(() -> new Proof(proof).lines(bodies.bodies(part))));
        return bodies.extent(part)
                .map(extent -> ServedFile.checked(
                        ServedFile.LINES,
                        release,
                        name(proof, bucket, extent.redacted()),
                        bytes(proof.type(), extent),
                        /* lasting= */ true,
                        content,
                        release.version() + " " + proof.type(),
                        /* sha256= */ null));
    }

    /** Returns the hash that proves the lines. Redactions change the lines and not the hash, so their number is added. */
    private static String name(TableRoot proof, @Nullable Integer bucket, long redacted) {
        String none = Sha256.hex(Sha256.of());
        String hash = bucket == null ? proof.root() : proof.buckets().getOrDefault(TableRoot.name(bucket), none);
        return redacted == 0 ? hash : hash + "-r" + redacted;
    }

    private static long bytes(String type, BodyStore.Extent extent) {
        int each = redacted(type, "", "0".repeat(64)).getBytes(StandardCharsets.UTF_8).length + 1;
        return extent.bytes() + extent.redacted() * each + extent.redactedIds();
    }

    /** Returns the line of a redacted record. */
    private static String redacted(String type, String id, String leaf) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.putObject("redacted").put("type", type).put("id", id).put("leaf", leaf);
        return CanonicalJson.write(node);
    }

    /** Hashes the records of a table as they pass. */
    private static final class Proof {
        private final TableRoot expected;
        private final SortedMap<String, MerkleTree> buckets = new TreeMap<>();

        Proof(TableRoot expected) {
            this.expected = expected;
        }

        /** Returns the lines of these records, which fail at the end unless all of them give the expected hash. */
        Flux<String> lines(Flux<BodyStore.Body> bodies) {
            return bodies.map(this::line).concatWith(Flux.defer(this::end));
        }

        private String line(BodyStore.Body body) {
            buckets.computeIfAbsent(TableRoot.name(body.bucket()), name -> new MerkleTree())
                    .add(Sha256.bytes(body.hash()));
            return body.body() == null ? redacted(body.key().type(), body.key().id(), body.hash()) : body.body();
        }

        private Flux<String> end() {
            SortedMap<String, String> hashes = new TreeMap<>();
            long rows = 0;
            for (Map.Entry<String, MerkleTree> bucket : buckets.entrySet()) {
                hashes.put(bucket.getKey(), Sha256.hex(bucket.getValue().hash()));
                rows += bucket.getValue().count();
            }
            return hashes.equals(expected.buckets())
                    ? Flux.empty()
                    : Flux.error(new DatasetDamaged(
                            "%s in the database: %d records that give another hash (expected: %d, root %s)"
                                    .formatted(expected.type(), rows, expected.rows(), expected.root())));
        }
    }

    /** Returns the name, size and hash of the delta of a release, without what was redacted since; fails when there is none. */
    public static Manifest.Content provedDelta(StoredManifest release, Notices notices) {
        if (release.derived()) {
            throw FileException.missing(
                    "file",
                    Manifest.DELTA,
                    "the full files: the changes of " + release.version() + " are known by them alone");
        }
        return notices.delta(release.sequence())
                .or(release.manifest()::delta)
                .orElseThrow(
                        () -> FileException.missing("file", Manifest.DELTA, "the full files of " + release.version()));
    }

    /** Returns the delta of this name; fails when there is none, or a redaction took it away. */
    public ServedFile delta(StoredManifest release, Notices notices, String name) {
        Manifest.Content proved = provedDelta(release, notices);
        if (!name.equals(proved.path())) {
            throw redaction(name) < redaction(proved.path())
                    ? FileException.gone(name, proved.path() + ", without what was redacted")
                    : FileException.missing("file", name, proved.path());
        }
        return ServedFile.checked(
                ServedFile.LINES,
                release,
                proved.sha256(),
                proved.bytes(),
                /* lasting= */ true,
                Chunks.bytes(deltaLines(release.manifest())),
                release.version() + "/" + name,
                proved.sha256());
    }

    /** Returns the redaction in the name of a delta; 0 for the delta as it was published. */
    private static int redaction(String name) {
        String digits = name.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** Each change has one reason, so the counts of reasons add up to the number of changes. */
    private Flux<String> deltaLines(Manifest manifest) {
        return Flux.defer(() -> {
            DeltaWriter writer = new DeltaWriter();
            int ops = manifest.reasons().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            return Flux.concat(
                    Mono.fromSupplier(() -> DeltaWriter.header(Delta.of(manifest), ops)),
                    deltas.lines(manifest.sequence()).map(writer::next),
                    Mono.fromSupplier(writer::footer));
        });
    }

    private record HashKey(String manifestSha256, boolean derived, int notices) {}

    /** Returns {@code SHA256SUMS}, for {@code sha256sum -c}. Each redaction changes it. */
    public Mono<ServedFile> sums(StoredManifest release, Notices notices, Bundle bundle) {
        return all(release, notices, bundle).map(files -> {
            String text = files.stream().map(Bundle.File::sum).collect(Collectors.joining());
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return new ServedFile(
                    MediaType.TEXT_PLAIN,
                    Sha256.hex(Sha256.of(bytes)),
                    bytes.length,
                    false,
                    Optional.of(release.version()),
                    Flux.just(bytes));
        });
    }

    /** Returns every file of a release but buckets and {@code SHA256SUMS}. Each is hashed once, by reading it as clients do. */
    public Mono<List<Bundle.File>> all(StoredManifest release, Notices notices, Bundle bundle) {
        HashKey key = new HashKey(release.sha256(), release.derived(), notices.count());
        return Mono.fromFuture(
                        () -> hashed.get(
                                key,
                                (missing, threads) -> proved(release, notices).toFuture()),
                        true)
                .map(proved ->
                        Stream.concat(proved.stream(), bundle.files().stream()).toList());
    }

    /** Manifest, delta and full files. */
    private Mono<List<Bundle.File>> proved(StoredManifest release, Notices notices) {
        Flux<Bundle.File> delta = Flux.defer(() -> {
            if (release.derived()) {
                return Flux.empty();
            }
            Manifest.Content proved = provedDelta(release, notices);
            return Flux.just(new Bundle.File(proved.path(), proved.bytes(), proved.sha256(), ServedFile.LINES));
        });
        Flux<Bundle.File> full = Flux.fromIterable(release.manifest().types())
                .concatMap(type -> full(release, type)
                        .flatMap(file -> hash(file)
                                .map(hash ->
                                        new Bundle.File("full/" + type + ".jsonl", file.bytes(), hash, file.type()))));
        return Flux.concat(
                        Mono.just(new Bundle.File(
                                MANIFEST, release.bytes().length, release.sha256(), MediaType.APPLICATION_JSON)),
                        delta,
                        full)
                .collectList();
    }

    private static Mono<String> hash(ServedFile file) {
        return Mono.defer(() -> {
            MessageDigest digest = Sha256.digest();
            return file.content().doOnNext(digest::update).then(Mono.fromSupplier(() -> Sha256.hex(digest.digest())));
        });
    }
}
