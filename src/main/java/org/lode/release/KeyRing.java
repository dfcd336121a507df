package org.lode.release;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.StartFailed;
import org.lode.release.Ed25519.SigningKey;
import org.lode.release.Ed25519.VerifyingKey;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The keys of an origin, oldest first, each vouched for by an earlier one: the content of {@code keys.json}.
 *
 * <p>A key in here is not trusted by itself; see {@link #trusted}.
 */
public record KeyRing(List<Entry> entries) {
    public static final int LARGEST = 64 * 1024;
    private static final String FORMAT = "lode-keys-1";

    /**
     * One key.
     *
     * @param signedBy the earlier key that vouches for it; null for the first
     * @param sig by that key, over the entry without it; null for the first
     */
    public record Entry(
            VerifyingKey key,
            @Nullable String signedBy,
            @Nullable String sig) {

        /** Returns the canonical bytes that are signed. */
        byte[] unsigned() {
            return CanonicalJson.write(node()).getBytes(StandardCharsets.UTF_8);
        }

        private ObjectNode node() {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            return node.put("keyId", key.keyId()).put("publicKey", key.hex()).put("signedBy", signedBy);
        }
    }

    /** Returns the ring of a first key. */
    public static KeyRing of(VerifyingKey first) {
        return new KeyRing(List.of(new Entry(first, null, null)));
    }

    /** Reads the bytes of a {@code keys.json}; {@code where} names it in the failure. */
    public static KeyRing read(byte[] bytes, String where) {
        if (bytes.length > LARGEST) {
            throw new DatasetDamaged("%s: %d bytes (expected: at most %d)".formatted(where, bytes.length, LARGEST));
        }
        JsonFields fields = JsonFields.ofFile(bytes, where, FORMAT);
        List<Entry> entries = new ArrayList<>();
        fields.list("keys", entry -> entries.add(entry(entry, entries)));
        if (entries.isEmpty()) {
            throw fields.wrong("keys", "one key at least");
        }
        return new KeyRing(List.copyOf(entries));
    }

    private static Entry entry(JsonFields fields, List<Entry> earlier) {
        VerifyingKey key = new VerifyingKey(fields.hash("publicKey"));
        if (!fields.text("keyId").equals(key.keyId())) {
            throw fields.wrong("keyId", key.keyId() + ", which the public key gives");
        }
        if (names(earlier, key.keyId())) {
            throw fields.wrong("keyId", "each key once");
        }
        Entry entry = new Entry(key, fields.nullable("signedBy", fields::text), fields.nullable("sig", fields::text));
        String signer = entry.signedBy();
        if (signer == null ? !earlier.isEmpty() : !names(earlier, signer)) {
            throw fields.wrong("signedBy", earlier.isEmpty() ? "null for the first key" : "an earlier key");
        }
        if ((entry.sig() == null) != (entry.signedBy() == null)) {
            throw fields.wrong("sig", "a signature where there is a signer, else null");
        }
        return entry;
    }

    private static boolean names(List<Entry> entries, String keyId) {
        return entries.stream().anyMatch(entry -> entry.key().keyId().equals(keyId));
    }

    /** Adds a key that is signed by a key of this ring. */
    public KeyRing with(VerifyingKey added, SigningKey signer) {
        if (find(signer.keyId()).isEmpty() || find(added.keyId()).isPresent()) {
            throw new IllegalArgumentException("signer %s, new key %s (expected: a signer of this ring and a new key)"
                    .formatted(signer.keyId(), added.keyId()));
        }
        return new KeyRing(Stream.concat(entries.stream(), Stream.of(entryFor(added, signer)))
                .toList());
    }

    /** Returns the entry of a key that is signed by an older one. */
    public static Entry entryFor(VerifyingKey added, SigningKey signer) {
        byte[] unsigned = new Entry(added, signer.keyId(), null).unsigned();
        return new Entry(added, signer.keyId(), signer.sign(unsigned));
    }

    /** Finds a key by its id, trusted or not. */
    public Optional<VerifyingKey> find(String keyId) {
        return entries.stream()
                .map(Entry::key)
                .filter(key -> key.keyId().equals(keyId))
                .findFirst();
    }

    /**
     * Returns the trusted keys: the given one, and every key that a trusted key has signed; oldest first.
     *
     * <p>A caller that has seen a state signed by a later key should pass that key from then on. A thief of an older key can
     * then make no ring that is trusted.
     */
    public List<VerifyingKey> trusted(VerifyingKey anchor) {
        List<VerifyingKey> trusted = new ArrayList<>(List.of(anchor));
        for (Entry entry : entries) {
            if (!entry.key().equals(anchor) && vouched(entry, trusted)) {
                trusted.add(entry.key());
            }
        }
        return List.copyOf(trusted);
    }

    private static boolean vouched(Entry entry, List<VerifyingKey> trusted) {
        String sig = entry.sig();
        return sig != null
                && trusted.stream()
                        .filter(key -> key.keyId().equals(entry.signedBy()))
                        .anyMatch(key -> key.verify(entry.unsigned(), sig));
    }

    /** Returns the bytes of {@code keys.json}: one canonical line. */
    public byte[] bytes() {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("format", FORMAT);
        ArrayNode keys = node.putArray("keys");
        entries.forEach(entry -> keys.add(entry.node().put("sig", entry.sig())));
        return CanonicalJson.file(node);
    }

    /**
     * A key and its ring as three files side by side: {@code K}, {@code K.pub} and {@code K.keys.json}.
     *
     * @param file of the private key
     */
    public record KeyFiles(Path file, SigningKey key, KeyRing ring) {
        private static final String EXPECTED = "a PEM file with an Ed25519 key, as lode keygen writes it";

        /** Returns the file of the public key, which a partner is given. */
        public Path publicFile() {
            return beside(file, ".pub");
        }

        /** Returns the file of the ring, which is served to all. */
        public Path ringFile() {
            return beside(file, ".keys.json");
        }

        private static Path beside(Path file, String ending) {
            return file.resolveSibling(file.getFileName() + ending);
        }

        /** Reads a private key and its ring, that of a first key where there is none; {@code setting} names it in the failure. */
        public static KeyFiles read(Path file, String setting) {
            SigningKey key = SigningKey.ofPem(text(file, setting))
                    .orElseThrow(() -> new StartFailed("%s: %s (expected: %s)".formatted(setting, file, EXPECTED)));
            Path ring = beside(file, ".keys.json");
            return new KeyFiles(file, key, Files.exists(ring) ? ring(ring, key, setting) : KeyRing.of(key.verifying()));
        }

        private static KeyRing ring(Path file, SigningKey key, String setting) {
            try {
                KeyRing ring = KeyRing.read(text(file, setting).getBytes(StandardCharsets.UTF_8), file.toString());
                if (ring.find(key.keyId()).isPresent()) {
                    return ring;
                }
            } catch (DatasetDamaged e) {
                throw new StartFailed("%s: %s".formatted(setting, e.getMessage()), e);
            }
            throw new StartFailed("%s: %s does not hold the key %s (expected: the ring of that key)"
                    .formatted(setting, file, key.keyId()));
        }

        /** Reads the public key in a PEM file; {@code setting} names it in the failure. */
        public static VerifyingKey readPublic(Path file, String setting) {
            return VerifyingKey.ofPem(text(file, setting))
                    .orElseThrow(() -> new StartFailed("%s: %s (expected: %s.pub)".formatted(setting, file, EXPECTED)));
        }

        private static String text(Path file, String setting) {
            try {
                return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new StartFailed("%s: %s cannot be read (expected: %s)".formatted(setting, file, EXPECTED), e);
            }
        }

        /** Makes a key, signed by an older one when that is given, and writes its files; fails when one exists. */
        public static KeyFiles create(Path file, @Nullable KeyFiles older) {
            SigningKey key = SigningKey.fresh();
            KeyRing ring =
                    older == null ? KeyRing.of(key.verifying()) : older.ring().with(key.verifying(), older.key());
            KeyFiles made = new KeyFiles(file, key, ring);
            for (Path each : new Path[] {file, made.publicFile(), made.ringFile()}) {
                if (Files.exists(each)) {
                    throw new StartFailed("%s is there already (expected: a name that is free)".formatted(each));
                }
            }
            write(file, key.pem().getBytes(StandardCharsets.US_ASCII), "rw-------");
            write(made.publicFile(), key.verifying().pem().getBytes(StandardCharsets.US_ASCII), "rw-r--r--");
            write(made.ringFile(), ring.bytes(), "rw-r--r--");
            return made;
        }

        /** Creates the file with its permissions, so that no other user can ever read it. */
        private static void write(Path file, byte[] bytes, String permissions) {
            Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] rights = Stream.of(permissions)
                    .filter(text -> posix)
                    .map(text -> PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text)))
                    .toArray(FileAttribute<?>[]::new);
            try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(file, fresh, rights))) {
                out.write(bytes);
            } catch (FileAlreadyExistsException e) {
                throw new StartFailed("%s is there already (expected: a name that is free)".formatted(file), e);
            } catch (IOException e) {
                throw new StartFailed("%s cannot be written (expected: a folder that is there)".formatted(file), e);
            }
        }

        @Override
        public String toString() {
            return key.keyId();
        }
    }
}
