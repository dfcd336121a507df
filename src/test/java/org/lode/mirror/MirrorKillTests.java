package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.author.Author;
import org.lode.author.Draft;
import org.lode.release.Ed25519.SigningKey;
import org.lode.release.PublishedStates;
import org.lode.release.ReleaseReader;
import org.lode.store.SmallDataset;
import org.lode.store.TestDatabase;
import org.lode.support.HeldReleases;
import org.lode.support.LodeProcess;
import org.lode.support.Seed;

/** Kills a mirror while it catches up with many releases, over HTTP: it always ends at the origin's root. */
class MirrorKillTests {
    private static final int FEW = 6;
    private static final int MANY = 30;
    private static final int KILLS = 50;
    private static final int PATIENCE_MILLIS = 120_000;

    private final SigningKey key = SigningKey.fresh();
    private final FaultyServer server = new FaultyServer();

    @TempDir
    private Path folder;

    private Map<Integer, String> roots = Map.of();

    private void serve(int releases) throws IOException {
        Files.writeString(folder.resolve("key.pub"), key.verifying().pem());
        Path dataset = dataset(releases);
        roots = roots(dataset);
        server.serve(new MadeOrigin(dataset, key).files()::get);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** The origin keeps the mirror waiting for a delta, so the kill falls between two releases. */
    @Test
    @Tag("thorough")
    void aMirrorThatIsKilledBetweenTwoReleasesEndsAtTheRootOfItsOrigin() throws Exception {
        serve(FEW);
        int last = FEW / 2;
        DataSource database = TestDatabase.fresh();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CountDownLatch killed = new CountDownLatch(1);
        server.fail((exchange, path) -> {
            if (path.equals("releases/2026.1.%d/delta.jsonl".formatted(last + 1))) {
                asked.complete(null);
                awaitUnwillingly(killed);
            }
            return false;
        });
        Process mirror = mirror(database);
        CompletableFuture.anyOf(asked, mirror.onExit()).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        assertThat(mirror.isAlive()).as(log()).isTrue();
        mirror.destroyForcibly().onExit().join();
        killed.countDown();
        assertThat(assertBeginning(database)).isEqualTo(last);
        server.fail(null);
        assertThat(mirror(database).waitFor()).as(log()).isZero();
        assertThat(held(database)).isEqualTo(roots);
    }

    private static void awaitUnwillingly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Tag("thorough")
    void aMirrorThatIsKilledAtRandomMomentsEndsAtTheRootOfItsOrigin() throws Exception {
        Seed seed = Seed.of(MirrorKillTests.class);
        Random random = seed.random("moments");
        serve(MANY);
        int usual = undisturbed();
        int rounds = 0;
        int between = 0;
        int kills = 0;
        while (kills < KILLS) {
            DataSource database = TestDatabase.fresh();
            rounds++;
            int held = 0;
            boolean killed = true;
            while (killed) {
                // What is left takes less time, except the start. When nothing is left, or the kills are done, the
                // mirror may end.
                int left = usual / 2 + usual / 2 * (MANY - held) / MANY;
                killed = kill(asking(database), kills < KILLS && held < MANY ? random.nextInt(left) : PATIENCE_MILLIS);
                kills += killed ? 1 : 0;
                int now = assertBeginning(database);
                assertThat(now).as("%s", seed).isGreaterThanOrEqualTo(held);
                between += killed && now > held && now < MANY ? 1 : 0;
                held = now;
            }
            assertThat(held(database)).as("%s", seed).isEqualTo(roots);
        }
        System.out.printf(
                "MirrorKillTests: %d kills in %d catch-ups, %d of them between two releases%n", kills, rounds, between);
        assertThat(between)
                .as("kills between two releases of %d, %s", kills, seed)
                .isPositive();
    }

    /** Returns the milliseconds from the first request of a mirror that nothing disturbs to its end. */
    private int undisturbed() throws Exception {
        Process mirror = asking(TestDatabase.fresh());
        long start = System.nanoTime();
        assertThat(mirror.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                .as(log())
                .isTrue();
        return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** Returns a mirror that has sent its first request. */
    private Process asking(DataSource database) throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        server.fail((exchange, path) -> {
            asked.complete(null);
            return false;
        });
        Process mirror = mirror(database);
        CompletableFuture.anyOf(asked, mirror.onExit()).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        return mirror;
    }

    /** Kills a mirror after this time; returns false when it came to a good end before. */
    private boolean kill(Process mirror, int millis) throws Exception {
        if (mirror.waitFor(millis, TimeUnit.MILLISECONDS)) {
            assertThat(mirror.exitValue()).as(log()).isZero();
            return false;
        }
        assertThat(millis).as(log()).isLessThan(PATIENCE_MILLIS);
        mirror.destroyForcibly().onExit().join();
        return true;
    }

    private Process mirror(DataSource database) throws IOException, SQLException {
        return LodeProcess.command(
                folder.resolve("log"),
                "mirror",
                "--once",
                "--lode.origin=" + server.address(),
                "--lode.origin-key=" + folder.resolve("key.pub"),
                "--lode.database.url=" + TestDatabase.address(database),
                "--lode.database.username=postgres",
                "--lode.database.password=" + TestDatabase.password());
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private Path dataset(int releases) throws IOException {
        SmallDataset dataset = SmallDataset.in(folder.resolve("dataset"));
        for (int n = 1; n <= releases; n++) {
            if (n > 1) {
                String before = "Rare earth mine" + ".".repeat(n - 1);
                dataset.edit("projects.csv", before, before + ".")
                        .append("reasons.csv", "project:mount-weld,CORRECTION,");
            }
            Author.Order order = new Author.Order("2026.1." + n, Instant.EPOCH.plusSeconds(n), "", false);
            assertThat(Author.release(Draft.read(dataset.folder()), order)).isInstanceOf(Author.Outcome.Released.class);
        }
        return dataset.folder();
    }

    private static Map<Integer, String> roots(Path dataset) {
        ReleaseReader reader = new ReleaseReader(PublishedStates.files(dataset));
        Map<Integer, String> roots = new TreeMap<>();
        reader.chain(reader.pointer(), 1)
                .forEach(release -> roots.put(
                        release.manifest().sequence(), release.manifest().root()));
        return roots;
    }

    /** The database holds some first releases, whole; returns how many. */
    private int assertBeginning(DataSource database) throws SQLException {
        Map<Integer, String> held = held(database);
        assertThat(roots.entrySet()).containsAll(held.entrySet());
        assertThat(held.keySet()).allMatch(sequence -> sequence <= held.size());
        return held.size();
    }

    private static Map<Integer, String> held(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return HeldReleases.roots(connection);
        }
    }
}
