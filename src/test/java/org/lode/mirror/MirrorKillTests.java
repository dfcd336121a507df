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
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.database.TestDatabase;
import org.lode.publish.Author;
import org.lode.publish.Draft;
import org.lode.publish.SmallDataset;
import org.lode.release.PublishedStates;
import org.lode.release.ReleaseReader;
import org.lode.support.HeldReleases;
import org.lode.support.LodeProcess;
import org.lode.support.Seed;
import org.lode.trust.SigningKey;

/** Kills a mirror at random moments of a catch-up over 30 releases, over HTTP: it always ends at the origin's root. */
@Order(1)
class MirrorKillTests {
    private static final int RELEASES = 30;
    private static final int KILLS = 50;
    private static final int PATIENCE_MILLIS = 120_000;

    @TempDir
    private Path folder;

    @Test
    void aKilledMirrorEndsAtTheRootOfItsOrigin() throws Exception {
        Random random = Seed.of(MirrorKillTests.class).random("moments");
        SigningKey key = SigningKey.fresh();
        Files.writeString(folder.resolve("key.pub"), key.verifying().pem());
        Path dataset = dataset();
        Map<Integer, String> roots = roots(dataset);
        int rounds = 0;
        int between = 0;
        try (FaultyServer server = new FaultyServer()) {
            server.serve(new MadeOrigin(dataset, key).files()::get);
            int usual = undisturbed(server);
            int kills = 0;
            while (kills < KILLS) {
                DataSource database = TestDatabase.fresh();
                rounds++;
                int held = 0;
                boolean killed = true;
                while (killed) {
                    // What is left takes less time, but for the beginning; when nothing is left, or there were kills
                    // enough, it may end.
                    int left = usual / 2 + usual / 2 * (RELEASES - held) / RELEASES;
                    killed = kill(
                            mirror(server, database),
                            server,
                            kills < KILLS && held < RELEASES ? random.nextInt(left) : PATIENCE_MILLIS);
                    kills += killed ? 1 : 0;
                    int now = assertBeginningOf(roots, database);
                    assertThat(now).isGreaterThanOrEqualTo(held);
                    between += killed && now > held && now < RELEASES ? 1 : 0;
                    held = now;
                }
                assertThat(held(database)).isEqualTo(roots);
            }
        }
        System.out.printf(
                "MirrorKillTests: %d kills in %d catch-ups, %d of them between two releases of one%n",
                KILLS, rounds, between);
    }

    /** Milliseconds from the first request of a mirror that is left alone to its end. */
    private int undisturbed(FaultyServer server) throws Exception {
        Process mirror = mirror(server, TestDatabase.fresh());
        awaitRequest(mirror, server);
        long start = System.nanoTime();
        assertThat(mirror.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static void awaitRequest(Process mirror, FaultyServer server) throws InterruptedException {
        server.asked();
        while (mirror.isAlive() && server.asked().isEmpty()) {
            Thread.sleep(5);
        }
    }

    /** Kills the process so long after its first request; false when it had come to a good end before. */
    private boolean kill(Process mirror, FaultyServer server, int millis) throws InterruptedException, IOException {
        awaitRequest(mirror, server);
        if (mirror.waitFor(millis, TimeUnit.MILLISECONDS)) {
            assertThat(mirror.exitValue()).as(log()).isZero();
            return false;
        }
        assertThat(millis).as(log()).isLessThan(PATIENCE_MILLIS);
        mirror.destroyForcibly().onExit().join();
        return true;
    }

    private Process mirror(FaultyServer server, DataSource database) throws IOException, SQLException {
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

    private Path dataset() throws IOException {
        SmallDataset dataset = SmallDataset.in(folder.resolve("dataset"));
        for (int n = 1; n <= RELEASES; n++) {
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

    /** What the database holds is some first releases, whole; returns how many. */
    private static int assertBeginningOf(Map<Integer, String> roots, DataSource database) throws SQLException {
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
