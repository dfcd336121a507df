package org.lode.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.lode.database.TestDatabase;
import org.lode.kind.DataPackageReader;
import org.lode.kind.Field;
import org.lode.publish.SmallDataset;
import org.lode.support.Download;
import org.lode.support.LodeProcess;
import org.lode.support.Timed;
import org.postgresql.PGConnection;

/**
 * Exports many synthetic rows, beside PostgreSQL's own COPY of the same rows, and holds clients that are slow or go away.
 *
 * <p>{@code -Dlode.rows=3000000} takes three million; the server has its rows in a database of its own, where nothing real is.
 */
@Tag("alone")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LargeExportTests {
    private static final int ROWS = Integer.getInteger("lode.rows", 600_000);
    private static final int TRIES = 8;
    private static final int COUNTED = 300_000;
    private static final long MOST_GROWTH = 64L << 20;
    private static final int SLOW = 50;
    private static final int YEARS = 36;
    private static final int SHARE = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final String BUSY =
            "select count(*) from pg_stat_activity where application_name in ('lode-read', 'lode-export') and state = 'active'"
                    + " and datname = current_database()";
    private static final String COLUMNS = DataPackageReader.bundled().record("observations").fields().stream()
            .map(Field::name)
            .collect(Collectors.joining(", "));

    private static DataSource database;
    private static LodeProcess lode;

    @BeforeAll
    static void fill(@TempDir Path folder) throws Exception {
        Path dataset = SmallDataset.in(folder.resolve("dataset")).folder();
        Process release = LodeProcess.command(
                folder.resolve("log"), "release", "--dataset", dataset.toString(), "--version", "2099.1.0");
        assertThat(release.waitFor()).isZero();
        database = TestDatabase.fresh();
        lode = LodeProcess.lasting(
                folder.resolve("data"),
                "--lode.origin=" + dataset,
                "--lode.database.url=" + TestDatabase.address(database),
                "--lode.database.username=postgres",
                "--lode.database.password=" + TestDatabase.password());
        lode.awaitAnswer();
        run("""
                insert into lode.observations (id, from_seq, row_hash, bucket, indicator, subject_id, mineral_id, period,
                    period_first, period_last, value, unit, qualifier, notes)
                select 'observation:synthetic-' || to_char(n, 'FM00000000'), 1, sha256(n::text::bytea), 0,
                    'mine-production', 'country:AU', 'mineral:neodymium', (1990 + n %% 36)::text,
                    make_date(1990 + n %% 36, 1, 1), make_date(1990 + n %% 36, 12, 31), round((random() * 1e6)::numeric, 2),
                    'tonnes', 'ABOUT', 'Synthetic row ' || n || ', made for load alone; "quoted", and of a usual length.'
                from generate_series(1, %d) n
                """.formatted(ROWS));
        run("vacuum (analyze) lode.observations");
    }

    @AfterAll
    static void end() {
        lode.close();
    }

    @Test
    @Order(1)
    void filesComeNearlyAsFastAsCopyInLittleMemory() throws Exception {
        export("csv");
        export("parquet");
        long before = liveBytes();
        List<String> told = new ArrayList<>();
        for (String format : List.of("csv", "jsonl", "parquet")) {
            double ratio = 0;
            for (int i = 0; i < TRIES && ratio < enough(format); i++) {
                long copy = Timed.millis(LargeExportTests::copy);
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
        System.out.printf("LargeExportTests: %d rows: %s%n", ROWS, String.join("; ", told));
    }

    private static double enough(String format) {
        return format.equals("csv") ? 0.5 : 0.25;
    }

    @Test
    @Order(2)
    void theFirstByteComesSoon() throws Exception {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            try (Download download = Download.of(lode.address(), path("csv"))) {
                assertThat(download.read(1)).hasSize(1);
                best = Math.min(best, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            }
        }
        System.out.printf("LargeExportTests: first byte after %d ms%n", best);
        assertThat(best).isLessThan(300);
    }

    @Test
    @Order(3)
    void aPivotKeepsEveryValueOfAYear() {
        long bound = (long) (1e6 * Math.min(1, 3e5 / ROWS));
        String filter = "{\"value\":{\"lt\":\"%d\"}}".formatted(bound);
        int expected = lode.answer("{ observations(filter: {value: {lt: \"%d\"}}) { totalCount } }".formatted(bound))
                .orElseThrow()
                .path("data")
                .path("observations")
                .path("totalCount")
                .asInt();
        List<String> lines = text("/export/observations_by_year.csv?at=2099.1.0&filter="
                        + URLEncoder.encode(filter, StandardCharsets.UTF_8))
                .lines()
                .toList();
        List<String> names = List.of(lines.getFirst().split(","));
        int first = names.indexOf("1990");
        assertThat(names.subList(first, names.size()))
                .isEqualTo(IntStream.range(1990, 1990 + YEARS)
                        .mapToObj(String::valueOf)
                        .toList());
        List<List<String>> rows =
                lines.stream().skip(1).map(line -> List.of(line.split(",", -1))).toList();
        assertThat(rows).hasSizeBetween(expected / YEARS, expected);
        assertThat(rows).extracting(row -> row.get(names.indexOf("series"))).doesNotHaveDuplicates();
        assertThat(rows.stream()
                        .flatMap(row -> row.subList(first, row.size()).stream())
                        .filter(cell -> !cell.isEmpty()))
                .hasSize(expected);
    }

    @Test
    @Order(4)
    void slowClientsKeepToTheirShare() throws Exception {
        List<Download> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                slow.add(Download.of(lode.address(), path("csv")));
            }
            long before = liveBytes();
            int busy = 0;
            for (int second = 0; second < 5; second++) {
                for (Download each : slow) {
                    assertThat(each.read(10_000)).hasSize(10_000);
                }
                Thread.sleep(500);
                busy = Math.max(busy, busy());
                assertThat(lode.answer("{ projects { totalCount } }")).isPresent();
            }
            assertThat(busy).as("connections that worked for them").isLessThanOrEqualTo(SHARE);
            System.out.printf(
                    "LargeExportTests: %d slow clients, %d bytes of heap each%n", SLOW, (liveBytes() - before) / SLOW);
        } finally {
            for (Download each : slow) {
                each.close();
            }
        }
    }

    @Test
    @Order(5)
    void aClientThatGoesAwayLeavesNothingBehind() throws Exception {
        for (String format : List.of("csv", "parquet")) {
            for (int i = 0; i < 20; i++) {
                try (Download download = Download.of(lode.address(), path(format))) {
                    download.read(100 * i);
                }
            }
        }
        Thread.sleep(1_000);
        assertThat(busy()).isZero();
        assertThat(lode.answer("{ projects { totalCount } }")).isPresent();
    }

    @Test
    @Order(6)
    void aFileThatCannotBeEndedIsNoWholeFile() throws Exception {
        for (String format : List.of("csv", "jsonl", "parquet")) {
            try (Download download = Download.of(lode.address(), path(format))) {
                assertThat(download.read(10)).hasSize(10);
                run("alter table lode.observations rename to gone");
                assertThatThrownBy(download::rest).isInstanceOf(EOFException.class);
                assertThat(download.header("Repr-Digest")).isEmpty();
            } finally {
                run("alter table lode.gone rename to observations");
            }
        }
    }

    /** Last, since it takes a row away, which releases never lose. */
    @Test
    @Order(7)
    void aFileThatLacksARowIsNoWholeFile() throws Exception {
        // Of more rows than can be counted at once nobody knows how many there must be.
        run("delete from lode.observations where from_seq = 1 and id > 'observation:synthetic-%08d'"
                .formatted(COUNTED));
        run("vacuum (analyze) lode.observations");
        int last = Math.min(ROWS, COUNTED);
        for (String format : List.of("csv", "jsonl", "parquet")) {
            try (Download download = counted(format)) {
                run("delete from lode.observations where id = 'observation:synthetic-%08d'".formatted(last--));
                assertThatThrownBy(download::rest).isInstanceOf(EOFException.class);
            }
        }
    }

    /** An export whose rows were counted soon enough, which a busy machine may not manage at once. */
    private static Download counted(String format) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Download download = Download.of(lode.address(), path(format));
            if (!download.header("Dataset-Rows").isEmpty()) {
                return download;
            }
            download.close();
        }
        throw new AssertionError("rows are not counted");
    }

    private static String path(String format) {
        return "/export/observations.%s?at=2099.1.0".formatted(format);
    }

    private static long export(String format) {
        try (InputStream in = lode.address().resolve(path(format)).toURL().openStream()) {
            return in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String path) {
        try (InputStream in = lode.address().resolve(path).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same rows by PostgreSQL alone. */
    private static long copy() throws Exception {
        try (Connection connection = database.getConnection()) {
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
    private static long growth(long before) {
        long most = 0;
        for (int i = 0; i < 3; i++) {
            most = Math.max(most, liveBytes() - before);
        }
        return most;
    }

    /** What is alive in the server's heap: Java collects before it counts. */
    private static long liveBytes() {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(lode.pid()),
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

    private static int busy() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return DSL.using(connection, SQLDialect.POSTGRES)
                    .fetchOptional(BUSY)
                    .orElseThrow()
                    .get(0, int.class);
        }
    }

    private static void run(String statement) throws SQLException {
        try (Connection connection = database.getConnection()) {
            DSL.using(connection, SQLDialect.POSTGRES).execute(statement);
        }
    }
}
