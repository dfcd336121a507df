package org.lode.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lode.release.KeyRing.KeyFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a key pair that signs the state of an origin. */
@Command(
        name = "keygen",
        description = "Make a key that signs the state of this origin, and the files that partners need of it.")
final class KeygenCommand extends JsonCommand {
    @Option(
            names = "--out",
            required = true,
            description = "The file of the private key; .pub and .keys.json lie beside it.")
    private Path out = Path.of("");

    @Option(names = "--signed-by", description = "The key before, which vouches for the new one.")
    private @Nullable Path signedBy;

    @Override
    public Integer call() {
        KeyFiles made = KeyFiles.create(out, signedBy == null ? null : KeyFiles.read(signedBy, "--signed-by"));
        line("key " + made.key().keyId());
        line(made.file() + "  the private key: keep it to yourself (lode.mirror.signing-key)");
        line(made.publicFile() + "  the public key: give it to partners");
        line(made.ringFile() + "  the ring of keys: served to all, keep it beside the private key");
        return done(object().put("keyId", made.key().keyId())
                .put("privateKey", made.file().toString())
                .put("publicKey", made.publicFile().toString())
                .put("keys", made.ringFile().toString()));
    }
}
