package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.release.KeyRing.KeyFiles;
import org.lode.support.FreshDataFolder;
import org.lode.support.LodeProcess;

/** A Lode that signs keeps its private key out of its most detailed log. */
class SecretTests {
    @TempDir
    private Path folder;

    @Test
    @Tag("thorough")
    void thePrivateKeyIsNotInTheLog() throws IOException {
        KeyFiles keys = KeyFiles.create(folder.resolve("key"), null);
        Path data = FreshDataFolder.filled();
        String[] settings = {
            "--lode.mirror.signing-key=" + keys.file(),
            "--logging.level.org.lode=TRACE",
            "--logging.level.org.springframework=DEBUG"
        };
        try (LodeProcess lode = LodeProcess.start(data, settings)) {
            await().atMost(Duration.ofMinutes(2))
                    .until(() ->
                            !lode.runs() || lode.file("/mirror/v1/state.json").isPresent());
            assertThat(lode.file("/mirror/v1/state.json").orElse(""))
                    .contains(keys.key().keyId());
        } finally {
            String log = Files.readString(LodeProcess.log(data));
            String base64 = Files.readAllLines(keys.file()).get(1);
            assertThat(log).isNotEmpty().doesNotContain(base64, base64.substring(22), "PRIVATE KEY");
            FreshDataFolder.delete(data);
        }
    }
}
