package org.lode.mirror;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lode.model.Sha256;
import org.lode.release.CanonicalJson;
import org.lode.release.Ed25519.SigningKey;
import org.lode.release.KeyRing;
import org.lode.release.Leaf;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Notices;
import org.lode.release.PublishedStates;
import org.lode.release.ReleaseReader;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.release.Roots.TableRoot;
import org.lode.release.SignedState;
import org.lode.release.State;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The files of an origin, signed where there is a key, as the protocol has them, made from a dataset folder without any code of the origin's. */
final class MadeOrigin {
    static final String STATE = "mirror/v1/state.json";
    static final String KEYS = "mirror/v1/keys.json";
    static final String NOTICES = "mirror/v1/notices.jsonl";

    private final List<Published> chain;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final @Nullable SigningKey key;
    private Notices notices = Notices.NONE;

    MadeOrigin(Path dataset, @Nullable SigningKey key) {
        this.key = key;
        ReleaseFiles folder = PublishedStates.files(dataset);
        ReleaseReader reader = new ReleaseReader(folder);
        chain = reader.chain(reader.pointer(), 1);
        State state = State.empty();
        for (Published release : chain) {
            Manifest manifest = release.manifest();
            state = state.apply(reader.delta(manifest).ops());
            for (String name : List.of("manifest.json", "delta.jsonl")) {
                String path = ReleaseFiles.file(manifest.version(), name);
                files.put(path, folder.read(path));
            }
            addRecords(manifest, state);
        }
        if (key != null) {
            files.put(KEYS, KeyRing.of(key.verifying()).bytes());
        }
        newest(chain.size());
    }

    private void addRecords(Manifest manifest, State state) {
        for (TableRoot table : manifest.tables()) {
            String full = "full/%s.jsonl".formatted(table.type());
            files.put(ReleaseFiles.file(manifest.version(), full), lines(state.ofType(table.type())));
            for (String bucket : table.buckets().keySet()) {
                List<Leaf> leaves = state.ofType(table.type()).stream()
                        .filter(leaf -> TableRoot.name(leaf.key().bucket()).equals(bucket))
                        .toList();
                String path = "bucket/%s/%s.jsonl".formatted(table.type(), bucket);
                files.put(ReleaseFiles.file(manifest.version(), path), lines(leaves));
            }
        }
    }

    private static byte[] lines(List<Leaf> leaves) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Leaf leaf : leaves) {
            out.writeBytes((leaf.body() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    /** How many releases it has. */
    int releases() {
        return chain.size();
    }

    /** All files by path. */
    Map<String, byte[]> files() {
        return files;
    }

    /** Lets it tell of these. */
    void tell(Notices told) {
        notices = told;
        files.put(NOTICES, told.bytes());
        newest(chain.size());
    }

    /** Lets the release with this number be the newest. */
    void newest(int sequence) {
        files.put(STATE, state(sequence, Instant.now(), key));
    }

    /** A state that names a release as the newest, good for a day. */
    byte[] state(int sequence, Instant issuedAt, @Nullable SigningKey signer) {
        Published release = chain.get(sequence - 1);
        byte[] manifest = Objects.requireNonNull(
                files.get(ReleaseFiles.manifest(release.manifest().version())));
        return SignedState.of(
                        new SignedState.Content(
                                "lode",
                                newest(release, manifest),
                                null,
                                notices.extent(),
                                new SignedState.Term(issuedAt, issuedAt.plus(Duration.ofDays(1)))),
                        signer)
                .bytes();
    }

    private static SignedState.Newest newest(Published release, byte[] bytes) {
        Manifest manifest = release.manifest();
        return new SignedState.Newest(
                new Manifest.Previous(
                        manifest.sequence(), manifest.version(), manifest.root(), Sha256.hex(Sha256.of(bytes))),
                manifest.schemaVersion(),
                manifest.publishedAt(),
                bytes.length);
    }

    interface Edit {
        void of(ObjectNode manifest);
    }

    /** Forges the newest release with all that vouches for it: its delta, its manifest, and the signed state. */
    void forge(byte[] delta, Edit edit) {
        Published release = chain.getLast();
        String folder = release.manifest().version();
        ObjectNode manifest = (ObjectNode) JsonMapper.shared().readTree(release.text());
        ((ObjectNode) manifest.path("files").path(0))
                .put("bytes", delta.length)
                .put("sha256", Sha256.hex(Sha256.of(delta)));
        edit.of(manifest);
        byte[] text = (CanonicalJson.write(manifest) + "\n").getBytes(StandardCharsets.UTF_8);
        files.put(ReleaseFiles.file(folder, "delta.jsonl"), delta);
        files.put(ReleaseFiles.manifest(folder), text);
        newest(chain.size());
    }

    /** Path of a file of the newest release. */
    String path(String name) {
        return ReleaseFiles.file(chain.getLast().manifest().version(), name);
    }
}
