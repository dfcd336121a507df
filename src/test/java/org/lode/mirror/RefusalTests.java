package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.author.Author;
import org.lode.author.Draft;
import org.lode.model.DataPackageReader;
import org.lode.model.Failure.OriginRefused;
import org.lode.release.Ed25519.SigningKey;
import org.lode.store.ReleaseApplyStore.Progress;
import org.lode.store.SmallDataset;
import org.lode.store.TestDatabase;

/** An origin that is not believed is refused by one kind of failure, which has an exit code of its own. */
class RefusalTests {
    private static final SigningKey KEY = SigningKey.fresh();

    private final FaultyServer server = new FaultyServer();

    @TempDir
    private Path folder;

    private MadeOrigin origin;
    private DataSource database;

    @BeforeEach
    void serve() throws IOException, SQLException {
        SmallDataset dataset = SmallDataset.in(folder.resolve("dataset"));
        Author.release(Draft.read(dataset.folder()), new Author.Order("2026.1.0", Instant.EPOCH, "", false));
        origin = new MadeOrigin(dataset.folder(), KEY);
        server.serve(origin.files()::get);
        database = TestDatabase.fresh();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aKeyThatNobodyVouchesFor() {
        SigningKey stranger = SigningKey.fresh();
        assertRefused(Instant.now(), stranger, "signed by key %s (expected: one of ".formatted(stranger.keyId()));
    }

    @Test
    void aStateThatNobodySigned() {
        assertRefused(Instant.now(), null, "nobody signed it (expected: a signature of key " + KEY.keyId());
    }

    @Test
    void aStateThatExpired() {
        assertRefused(Instant.now().minus(Duration.ofDays(3)), KEY, "its state expired at ");
    }

    private void assertRefused(Instant issuedAt, @Nullable SigningKey signer, String message) {
        origin.files().put(MadeOrigin.STATE, origin.state(1, issuedAt, signer));
        assertThatThrownBy(this::mirror).isInstanceOf(OriginRefused.class).hasMessageContaining(message);
    }

    private void mirror() throws IOException {
        Path key = Files.writeString(folder.resolve("key.pub"), KEY.verifying().pem());
        MirrorSettings settings = new MirrorSettings(
                server.address().toString(),
                key.toString(),
                new MirrorSettings.Following(Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO, false, ""));
        Mirror.of(settings, database, UnaryOperator.identity(), DataPackageReader.bundled(), Progress.silent())
                .run();
    }
}
