package org.lode.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.failure.StartFailed;

/** The files of a key: for nobody else, never over another, and those that openssl reads and writes. */
class KeyFilesTests {
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

    @Test
    void opensslMakesTheSamePublicKeyAndAcceptsTheSignature() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/usr/bin/openssl")));
        KeyFiles made = KeyFiles.create(folder.resolve("key"), null);
        assertThat(openssl("pkey", "-in", made.file().toString(), "-pubout"))
                .isEqualTo(Files.readString(made.publicFile()));
        byte[] told = "what is told".getBytes(StandardCharsets.UTF_8);
        Path message = Files.write(folder.resolve("message"), told);
        Path sig = Files.write(
                folder.resolve("sig"), HexFormat.of().parseHex(made.key().sign(told)));
        List<String> verify = List.of("pkeyutl", "-verify", "-pubin", "-rawin", "-inkey");
        assertThat(openssl(verify, made.publicFile(), "-in", message, "-sigfile", sig))
                .contains("Signature Verified Successfully");
    }

    @Test
    void aKeyOfOpensslIsTaken() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/usr/bin/openssl")));
        Path file = folder.resolve("key");
        openssl("genpkey", "-algorithm", "ed25519", "-out", file.toString());
        KeyFiles read = KeyFiles.read(file, "lode.mirror.signing-key");
        assertThat(openssl("pkey", "-in", file.toString(), "-pubout"))
                .isEqualTo(read.key().verifying().pem());
        assertThat(read.ring()).isEqualTo(KeyRing.of(read.key().verifying()));
        assertThat(read.key().pem()).isEqualTo(Files.readString(file));
    }

    private static String openssl(List<String> first, Object... rest) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(first);
        for (Object each : rest) {
            all.add(each.toString());
        }
        return openssl(all.toArray(String[]::new));
    }

    private static String openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
