package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.lode.model.DataPackageReader;
import org.lode.model.Field;
import org.lode.support.Download;
import org.lode.support.Timed;
import org.lode.support.Web;
import org.postgresql.PGConnection;

/**
 * Exports many rows, beside PostgreSQL's own COPY of the same rows, also to clients that are slow.
 *
 * <p>{@code -Dlode.rows=3000000} takes three million.
 */
@Tag("thorough")
@Isolated("it measures times and a heap")
class LargeExportTests extends SyntheticExports {
    private static final long MOST_GROWTH = 64L << 20;
    private static final long MOST_EACH = 4L << 20;
    private static final int SLOW = 50;
    private static final int ROUNDS = 20;
    private static final int PART = 2_500;

    /** Longer than the pool's own limit of 10 s. */
    private static final Duration POOL_WAIT = Duration.ofSeconds(13);

    private static final int SHARE = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final String COLUMNS = DataPackageReader.bundled().record("observations").fields().stream()
            .map(Field::name)
            .collect(Collectors.joining(", "));

    LargeExportTests() {
        super(
                Integer.getInteger("lode.rows", 600_000),
                "'Synthetic row ' || n || ', made for load alone; \"quoted\", and of a usual length.'",
                20);
    }

    @Test
    void filesComeNearlyAsFastAsCopyInLittleMemory() throws Exception {
        export("csv");
        export("parquet");
        long before = liveBytes();
        List<String> told = new ArrayList<>();
        for (String format : List.of("csv", "jsonl", "parquet")) {
            double ratio = 0;
            for (int i = 0; i < TRIES && ratio < enough(format); i++) {
                long copy = Timed.millis(this::copy);
                long export = Timed.millis(() -> export(format));
                told.add("%s %.2f of COPY (%d ms, %d ms)".formatted(format, copy / (double) export, export, copy));
                ratio = Math.max(ratio, copy / (double) export);
            }
            // Once more, since looking at the heap takes time from all.
            CompletableFuture<Long> grown = CompletableFuture.supplyAsync(() -> growth(before));
            export(format);
            told.add("%d MB more heap".formatted(grown.get() >> 20));
            assertThat(grown.get()).as("bytes of heap").isLessThan(MOST_GROWTH);
            assertThat(ratio).as("%s", told).isGreaterThanOrEqualTo(enough(format));
        }
        System.out.printf("LargeExportTests: %d rows: %s%n", rows(), String.join("; ", told));
    }

    private static double enough(String format) {
        return format.equals("csv") ? 0.25 : 0.1;
    }

    @Test
    void theFirstByteComesSoon() throws Exception {
        long first = Long.MAX_VALUE;
        long whole = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            try (Download download = Download.of(lode().address(), path("csv"))) {
                assertThat(download.read(1)).hasSize(1);
                first = Math.min(first, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            }
            whole = Math.min(whole, Timed.millis(() -> export("csv")));
        }
        System.out.printf("LargeExportTests: first byte after %d ms, all bytes after %d ms%n", first, whole);
        assertThat(first).isLessThan(whole / 4);
    }

    @Test
    void slowClientsKeepToTheirShare() throws Exception {
        List<Download> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                slow.add(accepted());
            }
            long before = liveBytes();
            for (int round = 0; round < ROUNDS; round++) {
                for (Download each : slow) {
                    assertThat(part(each)).hasSize(PART);
                }
                assertThat(busy()).as("connections that work for them").isLessThanOrEqualTo(SHARE);
                assertThat(lode().answer("{ projects { totalCount } }")).isPresent();
            }
            long grown = liveBytes() - before;
            System.out.printf("LargeExportTests: %d slow clients, %d bytes of heap each%n", SLOW, grown / SLOW);
            assertThat(grown / SLOW).as("bytes of heap for each").isLessThan(MOST_EACH);
        } finally {
            for (Download each : slow) {
                each.close();
            }
        }
    }

    /** A file that the server has begun. It refuses one when all connections are busy for 10 s. */
    private Download accepted() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Optional<Download> download = Download.tryOf(lode().address(), path("csv"));
            if (download.isPresent()) {
                return download.get();
            }
        }
        throw new AssertionError(lode().output());
    }

    private byte[] part(Download download) throws IOException {
        try {
            return download.read(PART);
        } catch (EOFException e) {
            throw new AssertionError(lode().output(), e);
        }
    }

    /** Two statements hold both connections of the pool, longer than the pool lets others wait for one. */
    @Test
    void filesThatHaveBegunWaitForAConnectionAndOthersAreRefused() throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(SHARE + 2)) {
            List<Download> begun = new ArrayList<>();
            for (int i = 0; i < SHARE + 2; i++) {
                begun.add(Download.of(lode().address(), path("csv")));
            }
            List<Future<Long>> files;
            try (Connection connection = database().getConnection()) {
                connection.setAutoCommit(false);
                DSL.using(connection, SQLDialect.POSTGRES).execute("lock table lode.observations");
                files = begun.stream().map(each -> clients.submit(each::lines)).toList();
                await().pollDelay(POOL_WAIT).atMost(POOL_WAIT.multipliedBy(2)).until(() -> true);
                for (String format : List.of("csv", "jsonl", "parquet")) {
                    assertRefused(format);
                }
                connection.rollback();
            }
            for (Future<Long> lines : files) {
                assertThat(lines.get()).isGreaterThan(rows());
            }
            for (Download each : begun) {
                each.close();
            }
        }
    }

    private void assertRefused(String format) {
        HttpResponse<String> refused = Web.of(lode().address().getPort()).get(path(format));
        assertThat(refused.statusCode()).as(format).isEqualTo(503);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(refused.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(refused.headers().map()).doesNotContainKeys("etag", "trailer", "dataset-root");
        assertThat(refused.body()).contains("the database cannot be reached now (expected: try again shortly)");
    }

    private long export(String format) {
        try (InputStream in = lode().address().resolve(path(format)).toURL().openStream()) {
            return in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same rows by PostgreSQL alone. */
    private long copy() throws Exception {
        try (Connection connection = database().getConnection()) {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "copy (select %s from lode.observations where from_seq <= 1 and to_seq > 1) to stdout (format csv)"
                                    .formatted(COLUMNS),
                            OutputStream.nullOutputStream());
        }
    }

    /** The most that the server's heap has grown while an export ran, looked at three times. */
    private long growth(long before) {
        long most = 0;
        for (int i = 0; i < 3; i++) {
            most = Math.max(most, liveBytes() - before);
        }
        return most;
    }

    /** What is alive in the server's heap: Java collects before it counts. */
    private long liveBytes() {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(lode().pid()),
                            "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String told = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher total = Pattern.compile("Total +\\d+ +(\\d+)").matcher(told);
            assertThat(total.find()).as(told).isTrue();
            return Long.parseLong(total.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
