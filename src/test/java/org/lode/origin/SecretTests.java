package org.lode.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.support.FreshDataFolder;
import org.lode.support.LodeProcess;
import org.lode.trust.KeyFiles;

/** A Lode of its own that signs, and all that it says at its most talkative. */
class SecretTests {
    @TempDir
    private Path folder;

    @Test
    void thePrivateKeyIsNotInTheLog() throws IOException, InterruptedException {
        KeyFiles keys = KeyFiles.create(folder.resolve("key"), null);
        Path data = FreshDataFolder.unpacked();
        String[] settings = {
            "--lode.mirror.signing-key=" + keys.file(),
            "--logging.level.org.lode=TRACE",
            "--logging.level.org.springframework=DEBUG"
        };
        try (LodeProcess lode = LodeProcess.start(data, settings)) {
            Instant end = Instant.now().plus(Duration.ofMinutes(2));
            Optional<String> state = Optional.empty();
            while (state.isEmpty() && lode.runs() && Instant.now().isBefore(end)) {
                Thread.sleep(200);
                state = lode.file("/mirror/v1/state.json");
            }
            assertThat(state.orElse("")).contains(keys.key().keyId());
        } finally {
            String log = Files.readString(LodeProcess.log(data));
            String base64 = Files.readAllLines(keys.file()).get(1);
            assertThat(log).isNotEmpty().doesNotContain(base64, base64.substring(22), "PRIVATE KEY");
            FreshDataFolder.delete(data);
        }
    }
}
