package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.lode.model.DataPackageReader;
import org.lode.release.Ed25519.SigningKey;
import org.lode.release.Manifest;
import org.lode.store.ReleaseApplyStore.Progress;
import org.lode.store.TestDatabase;
import org.lode.support.Bundled;
import org.lode.support.DatasetCopy;
import org.lode.support.Timed;

/** A release that changes a thousand records of the real dataset comes over HTTP, is proved and applied. */
@Tag("thorough")
@Isolated("it measures times")
class ManyChangesTests {
    private static final int CHANGES = 1000;
    private static final int RELEASES = 3;

    @TempDir
    private Path folder;

    /** Other programs take time of the machine too, so the best of some times counts. */
    @Test
    void aThousandChangesTakeAPartOfTheTimeOfTheFirstFill() throws Exception {
        SigningKey key = SigningKey.fresh();
        Path trusted =
                Files.writeString(folder.resolve("key.pub"), key.verifying().pem());
        DatasetCopy dataset = DatasetCopy.make();
        DataSource database = TestDatabase.fresh();
        List<Long> taken = new ArrayList<>();
        try (FaultyServer server = new FaultyServer()) {
            server.serve(new MadeOrigin(dataset.folder(), key).files()::get);
            MirrorSettings settings = new MirrorSettings(
                    server.address().toString(),
                    trusted.toString(),
                    new MirrorSettings.Following(Duration.ZERO, Duration.ofSeconds(30), Duration.ZERO, false, ""));
            Mirror mirror = Mirror.of(
                    settings, database, UnaryOperator.identity(), DataPackageReader.bundled(), Progress.silent());
            long filled = Timed.millis(mirror::run);
            for (int i = 0; i < RELEASES; i++) {
                int sequence = Bundled.NEWEST + 1 + i;
                List<String> rows = dataset.rows("citations").subList(i * CHANGES, (i + 1) * CHANGES);
                dataset.modify("citations", rows, ManyChangesTests::otherJoint);
                dataset.release();
                server.serve(new MadeOrigin(dataset.folder(), key).files()::get);
                taken.add(Timed.millis(() -> assertApplied(mirror.run().manifest(), sequence)));
            }
            System.out.printf(
                    "ManyChangesTests: the first fill takes %d ms, a release of %d changes takes %s ms%n",
                    filled, CHANGES, taken);
            assertThat(Collections.min(taken)).isLessThan(filled / 4);
        }
    }

    private static void assertApplied(Manifest applied, int sequence) {
        assertThat(applied.changes()).isEqualTo(CHANGES);
        assertThat(applied.sequence()).isEqualTo(sequence);
    }

    private static String otherJoint(String row) {
        return row.matches("(?s).*,false,[A-Z_]+,[A-Z]+")
                ? row.replaceFirst(",false,([A-Z_]+,[A-Z]+)$", ",true,$1")
                : row.replaceFirst(",true,([A-Z_]+,[A-Z]+)$", ",false,$1");
    }
}
