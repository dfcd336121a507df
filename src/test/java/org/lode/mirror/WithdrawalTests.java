package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.author.Author;
import org.lode.author.Draft;
import org.lode.author.NoticeWriter;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.model.Failure.OriginRefused;
import org.lode.store.NoticeStore;
import org.lode.store.ReleaseApplyStore.Progress;
import org.lode.store.SmallDataset;
import org.lode.store.TestDatabase;

/** A mirror takes the withdrawals of its origin, and refuses an origin that takes one back. */
@Tag("thorough")
class WithdrawalTests {
    private static final String VERSION = "2026.1.1";

    @TempDir
    private Path place;

    @Test
    void aFreshMirrorTakesWithdrawalsWithTheReleasesAndKeepsThem() throws Exception {
        Path folder = SmallDataset.in(place.resolve("dataset")).folder();
        Author.Order order = new Author.Order(VERSION, Instant.EPOCH, "", /* allowEmpty= */ false);
        assertThat(Author.release(Draft.read(folder), order)).isInstanceOf(Author.Outcome.Released.class);
        Path state = folder.resolve("releases/state.json");
        Path before = Files.copy(state, place.resolve("state.json"));
        new NoticeWriter(folder).withdraw(VERSION, "Not yet.", null);
        DataSource source = TestDatabase.fresh();
        DataPackage description = DataPackageReader.bundled();
        Origin origin = Origin.local(folder.toString());
        MirrorStatus status = new MirrorStatus();
        RowCheck rows = new RowCheck(source, description, origin, status, Duration.ZERO);
        Mirror mirror =
                new Mirror(origin, source, description, rows, Progress.silent(), status, UnaryOperator.identity());
        mirror.run();
        assertWithdrawn(source, description);
        assertThat(rows.damaged()).isFalse();

        Files.copy(before, state, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(mirror::run)
                .isInstanceOf(OriginRefused.class)
                .hasMessageContaining("its notices are not those that this database holds (expected: these 1 first)");
        new NoticeWriter(folder).withdraw(VERSION, "Something else.", null);
        assertThatThrownBy(mirror::run)
                .isInstanceOf(OriginRefused.class)
                .hasMessageContaining("its notices are not those that this database holds");
        assertWithdrawn(source, description);
    }

    private static void assertWithdrawn(DataSource source, DataPackage description) {
        assertThat(new NoticeStore.Writer(source, description)
                        .held()
                        .orElseThrow()
                        .withdrawal(1))
                .hasValueSatisfying(
                        withdrawal -> assertThat(withdrawal.reason()).isEqualTo("Not yet."));
    }
}
