package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.database.TestDatabase;
import org.lode.kind.DataPackageReader;
import org.lode.publish.Progress;
import org.lode.release.Manifest;
import org.lode.support.DatasetCopy;
import org.lode.trust.SigningKey;

/** A release that changes a thousand records of the real dataset comes over HTTP, is proved and applied. */
@Tag("alone")
class ManyChangesTests {
    private static final int CHANGES = 1000;
    private static final int RELEASES = 3;
    private static final Duration SOON = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    /** The time is that of the machine as well, so that the best of some counts. */
    @Test
    void aThousandChangesTakeLessThanTwoSeconds() throws Exception {
        SigningKey key = SigningKey.fresh();
        Path trusted =
                Files.writeString(folder.resolve("key.pub"), key.verifying().pem());
        DatasetCopy dataset = DatasetCopy.make();
        DataSource database = TestDatabase.fresh();
        List<Duration> taken = new ArrayList<>();
        try (FaultyServer server = new FaultyServer()) {
            server.serve(new MadeOrigin(dataset.folder(), key).files()::get);
            MirrorSettings settings = new MirrorSettings(
                    server.address().toString(),
                    trusted.toString(),
                    new MirrorSettings.Following(Duration.ZERO, Duration.ofSeconds(30), Duration.ZERO, false));
            Mirror mirror = Mirror.of(settings, database, DataPackageReader.bundled(), Progress.silent());
            mirror.run();
            for (int i = 0; i < RELEASES; i++) {
                List<String> rows = dataset.rows("citations").subList(i * CHANGES, (i + 1) * CHANGES);
                dataset.modify("citations", rows, ManyChangesTests::otherConfidence);
                dataset.release();
                server.serve(new MadeOrigin(dataset.folder(), key).files()::get);
                long start = System.nanoTime();
                Manifest applied = mirror.run().manifest();
                taken.add(Duration.ofNanos(System.nanoTime() - start));
                assertThat(applied.changes()).isEqualTo(CHANGES);
                assertThat(applied.sequence()).isEqualTo(5 + i);
            }
        }
        System.out.printf("ManyChangesTests: a release of %d changes takes %s%n", CHANGES, taken);
        assertThat(Collections.min(taken)).isLessThan(SOON);
    }

    private static String otherConfidence(String row) {
        return row.endsWith(",LOW") ? row.replaceFirst("LOW$", "MEDIUM") : row.replaceFirst("[A-Z]+$", "LOW");
    }
}
