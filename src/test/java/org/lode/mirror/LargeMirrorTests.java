package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.lode.release.Ed25519.SigningKey;
import org.lode.store.TestDatabase;
import org.lode.support.LodeProcess;
import org.lode.support.Timed;

/**
 * Fills a mirror with many synthetic records in a heap of 512 MB, beside PostgreSQL's own COPY of the same rows.
 *
 * <p>{@code -Dlode.records=1000000} takes a million; without it there are as many as make operations be read again from disk.
 */
@Tag("thorough")
@Isolated("it measures times")
class LargeMirrorTests {
    private static final int RECORDS = Integer.getInteger("lode.records", 24_000);

    /** Few records take little longer than the start of the process, so this is generous. */
    private static final int MOST_TIMES = 100;

    @TempDir
    private Path folder;

    @Test
    void manyRecordsAreFilledAndVerifiedInLittleMemory() throws Exception {
        SigningKey key = SigningKey.fresh();
        Files.writeString(folder.resolve("key.pub"), key.verifying().pem());
        String root = new SyntheticOrigin(folder.resolve("origin"), RECORDS).write(key);
        DataSource database = TestDatabase.fresh();
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server =
                SimpleFileServer.createFileServer(any, folder.resolve("origin"), SimpleFileServer.OutputLevel.NONE);
        server.start();
        try {
            long filled = Timed.millis(() -> mirror(server.getAddress().getPort(), database));
            assertThat(Files.readString(folder.resolve("log"))).contains("2099.1.0 holds, root " + root);
            long copied = copy(database);
            System.out.printf(
                    "LargeMirrorTests: %d records fetched, proved and applied in %.1f s; COPY of the same rows takes %.1f s: %.1f times%n",
                    RECORDS, filled / 1e3, copied / 1e3, filled / (double) copied);
            assertThat(filled).isLessThan(MOST_TIMES * copied);
        } finally {
            server.stop(0);
        }
    }

    private void mirror(int port, DataSource database) throws Exception {
        Process mirror = LodeProcess.command(
                folder.resolve("log"),
                "mirror",
                "--once",
                "--lode.origin=http://localhost:" + port,
                "--lode.origin-key=" + folder.resolve("key.pub"),
                "--lode.database.url=" + TestDatabase.address(database),
                "--lode.database.username=postgres",
                "--lode.database.password=" + TestDatabase.password());
        assertThat(mirror.waitFor(30, TimeUnit.MINUTES)).isTrue();
        assertThat(mirror.exitValue())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
    }

    /** Writes the rows of all tables to files and reads them into others with the same indexes; milliseconds for the reading. */
    private long copy(DataSource database) throws Exception {
        long millis = 0;
        for (String table : new String[] {"citations", "observations", "leaf", "change_log", "search_documents"}) {
            Path file = folder.resolve(table);
            run(database, "copy lode.%s to '%s'".formatted(table, file));
            run(database, "create table lode.copy_of_%1$s (like lode.%1$s including all)".formatted(table));
            millis += Timed.millis(() -> run(database, "copy lode.copy_of_%s from '%s'".formatted(table, file)));
        }
        return millis;
    }

    private static void run(DataSource database, String statement) throws SQLException {
        try (Connection connection = database.getConnection()) {
            DSL.using(connection, SQLDialect.POSTGRES).execute(statement);
        }
    }
}
