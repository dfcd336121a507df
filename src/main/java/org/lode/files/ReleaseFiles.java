package org.lode.files;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
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

    public static ServedFile manifest(StoredManifest release) {
        byte[] bytes = release.bytes();
        return ServedFile.of(
                release, MediaType.APPLICATION_JSON, release.sha256(), bytes.length, true, Flux.just(bytes));
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
        only.keySet().removeIf(name -> !name.equals(bucket));
        return records(release, TableRoot.of(type, table.rows(), only), Integer.parseInt(bucket, 16));
    }

    private static TableRoot table(StoredManifest release, String type) {
        Manifest manifest = release.manifest();
        String expected = "one of " + String.join(", ", manifest.types());
        return manifest.table(type).orElseThrow(() -> FileException.missing("type", type, expected));
    }

    /** @param proof the buckets that there must be, with their hashes, and no other */
    private Mono<ServedFile> records(StoredManifest release, TableRoot proof, @Nullable Integer bucket) {
        RecordKind kind = data.type(proof.type())
                .orElseThrow(() -> FileException.missing("type", proof.type(), "a type that this server knows"));
        BodyStore.Part part = new BodyStore.Part(proof.type(), kind.name(), release.sequence(), bucket);
        Flux<byte[]> content = Chunks.bytes(lines(proof, bodies.bodies(part)));
        return bodies.extent(part).map(extent -> {
            String name = name(proof, bucket, extent.redacted());
            return ServedFile.of(release, ServedFile.LINES, name, bytes(proof.type(), extent), true, content)
                    .checked(release.version() + " " + proof.type(), /* sha256= */ null);
        });
    }

    /** Returns the hash that proves the lines. Redactions change the lines and not the hash, so their number is added. */
    private static String name(TableRoot proof, @Nullable Integer bucket, long redacted) {
        String none = Sha256.hexOf();
        String hash = bucket == null ? proof.root() : proof.buckets().getOrDefault(TableRoot.name(bucket), none);
        return redacted == 0 ? hash : hash + "-r" + redacted;
    }

    private static long bytes(String type, BodyStore.Extent extent) {
        int each = redacted(type, "", "0".repeat(64)).getBytes(StandardCharsets.UTF_8).length + 1;
        return extent.bytes() + extent.redacted() * each + extent.redactedIds();
    }

    private static String redacted(String type, String id, String leaf) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.putObject("redacted").put("type", type).put("id", id).put("leaf", leaf);
        return CanonicalJson.write(node);
    }

    /** Returns the lines of these records, which fail at the end unless all of them give the expected hash. */
    private static Flux<String> lines(TableRoot expected, Flux<BodyStore.Body> bodies) {
        return Flux.defer(() -> {
            SortedMap<String, MerkleTree> buckets = new TreeMap<>();
            return bodies.map(body -> {
                        buckets.computeIfAbsent(TableRoot.name(body.bucket()), name -> new MerkleTree())
                                .add(Sha256.bytes(body.hash()));
                        String type = body.key().type();
                        return body.body() == null ? redacted(type, body.key().id(), body.hash()) : body.body();
                    })
                    .concatWith(Flux.defer(() -> end(expected, buckets)));
        });
    }

    private static Flux<String> end(TableRoot expected, SortedMap<String, MerkleTree> buckets) {
        SortedMap<String, String> hashes = new TreeMap<>();
        buckets.forEach((name, tree) -> hashes.put(name, Sha256.hex(tree.hash())));
        long rows = buckets.values().stream().mapToLong(MerkleTree::count).sum();
        return hashes.equals(expected.buckets())
                ? Flux.empty()
                : Flux.error(new DatasetDamaged(
                        "%s in the database: %d records that give another hash (expected: %d, root %s)"
                                .formatted(expected.type(), rows, expected.rows(), expected.root())));
    }

    /** Returns the name, size and hash of the delta of a release, without what was redacted since; fails when there is none. */
    public static Manifest.Content provedDelta(StoredManifest release, Notices notices) {
        if (release.derived()) {
            String files = "the full files: the changes of " + release.version() + " are known by them alone";
            throw FileException.missing("file", Manifest.DELTA, files);
        }
        String expected = "the full files of " + release.version();
        return notices.delta(release.sequence())
                .or(release.manifest()::delta)
                .orElseThrow(() -> FileException.missing("file", Manifest.DELTA, expected));
    }

    /** Returns the delta of this name; fails when there is none, or a redaction took it away. */
    public ServedFile delta(StoredManifest release, Notices notices, String name) {
        Manifest.Content proved = provedDelta(release, notices);
        if (!name.equals(proved.path())) {
            throw redaction(name) < redaction(proved.path())
                    ? FileException.gone(name, proved.path() + ", without what was redacted")
                    : FileException.missing("file", name, proved.path());
        }
        Flux<byte[]> content = Chunks.bytes(deltaLines(release.manifest()));
        return ServedFile.of(release, ServedFile.LINES, proved.sha256(), proved.bytes(), true, content)
                .checked(release.version() + "/" + name, proved.sha256());
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
            int ops = manifest.reasons().values().stream().mapToInt(n -> n).sum();
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
            String name = Sha256.hexOf(bytes);
            return ServedFile.of(release, MediaType.TEXT_PLAIN, name, bytes.length, false, Flux.just(bytes));
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

    private Mono<List<Bundle.File>> proved(StoredManifest release, Notices notices) {
        Flux<Bundle.File> first = Flux.defer(() -> {
            Bundle.File manifest =
                    new Bundle.File(MANIFEST, release.bytes().length, release.sha256(), MediaType.APPLICATION_JSON);
            if (release.derived()) {
                return Flux.just(manifest);
            }
            Manifest.Content delta = provedDelta(release, notices);
            return Flux.just(manifest, new Bundle.File(delta.path(), delta.bytes(), delta.sha256(), ServedFile.LINES));
        });
        return first.concatWith(Flux.fromIterable(release.manifest().types())
                        .concatMap(
                                type -> full(release, type).flatMap(file -> hashed("full/" + type + ".jsonl", file))))
                .collectList();
    }

    private static Mono<Bundle.File> hashed(String name, ServedFile file) {
        return Mono.defer(() -> {
            MessageDigest digest = Sha256.digest();
            return file.content()
                    .doOnNext(digest::update)
                    .then(Mono.fromSupplier(
                            () -> new Bundle.File(name, file.bytes(), Sha256.hex(digest.digest()), file.type())));
        });
    }
}
