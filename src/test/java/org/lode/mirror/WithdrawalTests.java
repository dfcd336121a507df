package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.lode.database.TestDatabase;
import org.lode.failure.StartFailed;
import org.lode.kind.DataPackage;
import org.lode.kind.DataPackageReader;
import org.lode.publish.NoticeApplyStore;
import org.lode.publish.NoticeFolder;
import org.lode.publish.Progress;
import org.lode.support.DatasetCopy;

/** A mirror takes the withdrawals of its origin, and refuses an origin that takes one back. */
class WithdrawalTests {

    @Test
    void aFreshMirrorTakesWithdrawalsWithTheReleasesAndKeepsThem() throws Exception {
        Path folder = DatasetCopy.make().folder();
        Path state = folder.resolve("releases/state.json");
        Path unsaid = Files.copy(state, folder.resolve("state-before.json"));
        NoticeFolder.of(folder).withdraw("2026.11.3", "Not yet.", null);
        DataSource source = TestDatabase.fresh();
        DataPackage description = DataPackageReader.bundled();
        Origin origin = Origin.local(folder.toString());
        Standing standing = new Standing();
        RowCheck rows = new RowCheck(source, description, origin, standing, Duration.ZERO);
        Mirror mirror =
                new Mirror(origin, new Holdings(source, description, rows, Progress.silent()), description, standing);
        mirror.run();
        assertWithdrawn(source, description);
        assertThat(rows.damaged()).isFalse();

        Files.copy(unsaid, state, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(mirror::run)
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("its notices are not those that this database holds (expected: these 1 first)");
        NoticeFolder.of(folder).withdraw("2026.11.3", "Something else.", null);
        assertThatThrownBy(mirror::run)
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("its notices are not those that this database holds");
        assertWithdrawn(source, description);
    }

    private static void assertWithdrawn(DataSource source, DataPackage description) {
        assertThat(new NoticeApplyStore(source, description).held().orElseThrow().withdrawal(4))
                .hasValueSatisfying(
                        withdrawal -> assertThat(withdrawal.reason()).isEqualTo("Not yet."));
    }
}
