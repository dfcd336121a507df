package org.lode.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.lode.model.Sha256;
import org.lode.release.CanonicalJson;
import org.lode.release.Leaf;
import org.lode.release.RecordKey;
import org.lode.support.Replay;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The files of an origin as the protocol has them, made of a dataset folder by hand: two keys, and one record redacted. */
final class HandmadeOrigin {
    private static final HexFormat HEX = HexFormat.of();

    private final Map<String, byte[]> files = new TreeMap<>();
    private final KeyPair first = pair();
    private final KeyPair second = pair();

    private final Replay.State newest;

    HandmadeOrigin(Path dataset, Replay.RecordName redacted) {
        List<Replay.State> releases = Replay.of(dataset);
        newest = releases.getLast();
        releases.stream().skip(1).forEach(release -> release(dataset, release, redacted));
        ObjectNode entry = entry(second).put("signedBy", id(first));
        files.put(
                "/mirror/v1/keys.json",
                line("{\"format\":\"lode-keys-1\",\"keys\":[%s,%s]}"
                        .formatted(
                                CanonicalJson.write(
                                        entry(first).putNull("signedBy").putNull("sig")),
                                CanonicalJson.write(entry.put("sig", sign(first, entry))))));
    }

    Map<String, byte[]> files() {
        return files;
    }

    /** The key that is given to verifiers, as a file: the first one, which has signed the second. */
    String pem() {
        return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                .formatted(Base64.getEncoder().encodeToString(first.getPublic().getEncoded()));
    }

    /** A key that nobody has signed. */
    static String otherPem() {
        return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                .formatted(Base64.getEncoder().encodeToString(pair().getPublic().getEncoded()));
    }

    /** The state of the newest release, signed by the second key. */
    byte[] state(Instant expiresAt) {
        byte[] manifest = Objects.requireNonNull(files.get("/releases/" + newest.text("version") + "/manifest.json"));
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        state.put("dataset", "lode").put("expiresAt", expiresAt.toString()).put("format", "lode-mirror-state-1");
        state.put("issuedAt", expiresAt.minusSeconds(3600).toString()).put("keyId", id(second));
        state.put("manifestBytes", manifest.length).put("manifestSha256", Sha256.hex(Sha256.of(manifest)));
        state.putNull("nextSchemaVersion")
                .putObject("notices")
                .put("bytes", 0)
                .put("count", 0)
                .put("sha256", Sha256.hex(Sha256.of()));
        for (String name : new String[] {"publishedAt", "root", "schemaVersion", "version"}) {
            state.put(name, newest.text(name));
        }
        state.put("sequence", newest.sequence());
        return line(CanonicalJson.write(state.put("sig", sign(second, state))));
    }

    private void release(Path dataset, Replay.State release, Replay.RecordName redacted) {
        String base = "/releases/" + release.text("version");
        files.put(base + "/manifest.json", read(dataset.resolve(base.substring(1) + "/manifest.json")));
        release.manifest().path("tables").forEach(table -> {
            files.put("%s/full/%s.jsonl".formatted(base, table.path("type").asString()), new byte[0]);
            for (int bucket = 0; bucket < 256; bucket++) {
                files.put(bucket(base, table.path("type").asString(), bucket), new byte[0]);
            }
        });
        release.records().forEach((name, version) -> {
            Leaf leaf = Leaf.of(new RecordKey(name.type(), name.id()), version.data());
            String gone = "{\"redacted\":{\"id\":\"%s\",\"leaf\":\"%s\",\"type\":\"%s\"}}"
                    .formatted(name.id(), leaf.hash(), name.type());
            byte[] line = line(name.equals(redacted) ? gone : leaf.body());
            files.merge("%s/full/%s.jsonl".formatted(base, name.type()), line, HandmadeOrigin::joined);
            files.merge(bucket(base, name.type(), leaf.key().bucket()), line, HandmadeOrigin::joined);
        });
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String bucket(String base, String type, int bucket) {
        return "%s/bucket/%s/%02x.jsonl".formatted(base, type, bucket);
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode entry(KeyPair pair) {
        return JsonNodeFactory.instance.objectNode().put("keyId", id(pair)).put("publicKey", HEX.formatHex(raw(pair)));
    }

    private static byte[] raw(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    }

    private static String id(KeyPair pair) {
        return Sha256.hex(Sha256.of(raw(pair))).substring(0, 16);
    }

    private static String sign(KeyPair pair, ObjectNode content) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(CanonicalJson.write(content).getBytes(StandardCharsets.UTF_8));
            return HEX.formatHex(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
