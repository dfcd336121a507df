package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.model.Failure.StartFailed;
import org.lode.release.KeyRing.KeyFiles;

/** The files of a key: for nobody else, never over another, and those that openssl reads and writes. */
class KeyFilesTests {
    private static final String SECRET = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    private static final String PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private static final String SIGNATURE_OF_NOTHING =
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                    + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

    @TempDir
    private Path folder;

    @Test
    void onlyTheOwnerReadsThePrivateKey() throws IOException {
        KeyFiles made = KeyFiles.create(folder.resolve("key"), null);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.file())))
                .isEqualTo("rw-------");
        assertThat(made.toString()).isEqualTo(made.key().keyId()).doesNotContain(secret(made));
        assertThat(made.key().toString()).isEqualTo(made.key().keyId());
    }

    private static String secret(KeyFiles made) {
        return made.key().pem().lines().toList().get(1);
    }

    @Test
    void noFileIsOverwritten() throws IOException {
        for (String name : List.of("a", "b.pub", "c.keys.json")) {
            Files.writeString(folder.resolve(name), "mine");
            Path key = folder.resolve(name.substring(0, 1));
            assertThatThrownBy(() -> KeyFiles.create(key, null))
                    .isInstanceOf(StartFailed.class)
                    .hasMessageContaining(name + " is there already");
            assertThat(folder.resolve(name)).hasContent("mine");
        }
        assertThat(folder).isDirectoryNotContaining(path -> path.endsWith("b") || path.endsWith("c"));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        KeyFiles first = KeyFiles.create(folder.resolve("first"), null);
        KeyFiles second = KeyFiles.create(folder.resolve("second"), KeyFiles.read(first.file(), "--signed-by"));
        KeyFiles read = KeyFiles.read(second.file(), "lode.mirror.signing-key");
        assertThat(read.ring()).isEqualTo(second.ring());
        assertThat(read.key().verifying())
                .isEqualTo(second.key().verifying())
                .isEqualTo(KeyFiles.readPublic(second.publicFile(), "lode.mirror.key"));
        assertThat(Files.readAllBytes(second.ringFile()))
                .isEqualTo(second.ring().bytes());
        assertThat(second.ring().trusted(first.key().verifying()))
                .containsExactly(first.key().verifying(), second.key().verifying());
    }

    @Test
    void aFileThatIsNoKeyIsNamedWithoutItsContent() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n");
        assertThatThrownBy(() -> KeyFiles.read(file, "lode.mirror.signing-key"))
                .isInstanceOf(StartFailed.class)
                .hasMessage(
                        "lode.mirror.signing-key: %s (expected: a PEM file with an Ed25519 key, as lode keygen writes it)",
                        file);
        assertThatThrownBy(() -> KeyFiles.read(folder.resolve("none"), "lode.mirror.signing-key"))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aRingOfAnotherKeyIsRefused() throws IOException {
        KeyFiles one = KeyFiles.create(folder.resolve("one"), null);
        KeyFiles other = KeyFiles.create(folder.resolve("other"), null);
        Files.write(one.ringFile(), other.ring().bytes());
        assertThatThrownBy(() -> KeyFiles.read(one.file(), "lode.mirror.signing-key"))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("does not hold the key " + one.key().keyId());
    }

    /** Test 1 of RFC 8032, section 7.1, in the PEM files of RFC 8410; {@code .ci/web} holds keys to openssl itself. */
    @Test
    void aKeyOfAnotherProgramIsTaken() throws IOException {
        String pem = pem("PRIVATE KEY", "302e020100300506032b657004220420" + SECRET);
        Path file = Files.writeString(folder.resolve("key"), pem);
        KeyFiles read = KeyFiles.read(file, "lode.mirror.signing-key");
        assertThat(read.key().pem()).isEqualTo(pem);
        assertThat(read.key().verifying().hex()).isEqualTo(PUBLIC);
        assertThat(read.key().verifying().pem()).isEqualTo(pem("PUBLIC KEY", "302a300506032b6570032100" + PUBLIC));
        assertThat(read.key().sign(new byte[0])).isEqualTo(SIGNATURE_OF_NOTHING);
        assertThat(read.ring()).isEqualTo(KeyRing.of(read.key().verifying()));
    }

    private static String pem(String what, String der) {
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(der));
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, base64);
    }
}
