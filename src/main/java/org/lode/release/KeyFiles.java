package org.lode.release;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.StartFailed;

/**
 * A key and its ring as three files side by side: {@code K}, {@code K.pub} and {@code K.keys.json}.
 *
 * @param file of the private key
 */
public record KeyFiles(Path file, SigningKey key, KeyRing ring) {
    private static final String EXPECTED = "a PEM file with an Ed25519 key, as lode keygen writes it";

    /** The file of the public half: what a partner is given. */
    public Path publicFile() {
        return beside(file, ".pub");
    }

    /** The file of the ring: what is served to all. */
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

    /** The public key in a PEM file; {@code setting} names it in the failure. */
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

    /** Makes a key and writes its files, over none that is there; vouched for by an older one when that is given. */
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

    /** Nobody else can read the file at any moment: it is made with its permissions. */
    private static void write(Path file, byte[] bytes, String permissions) {
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (SeekableByteChannel out = Files.newByteChannel(file, fresh, attributes(file, permissions))) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
        } catch (FileAlreadyExistsException e) {
            throw new StartFailed("%s is there already (expected: a name that is free)".formatted(file), e);
        } catch (IOException e) {
            throw new StartFailed("%s cannot be written (expected: a folder that is there)".formatted(file), e);
        }
    }

    private static FileAttribute<?>[] attributes(Path file, String permissions) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public String toString() {
        return key.keyId();
    }
}
