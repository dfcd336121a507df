package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.lode.author.Author;
import org.lode.author.Draft;
import org.lode.store.SmallDataset;
import org.lode.store.TestDatabase;
import org.lode.support.Download;
import org.lode.support.LodeProcess;

/**
 * Exports synthetic rows whole, in part and damaged.
 *
 * <p>The server has its rows in a database of its own, where nothing is real. Each test leaves them as it found them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SyntheticExports {
    static final int TRIES = 8;

    /** Lode states no number of rows when there are more than these. */
    private static final int COUNTED = 300_000;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int YEARS = 36;
    private static final String BUSY =
            "select count(*) from pg_stat_activity where application_name in ('lode-read', 'lode-export') and state = 'active'"
                    + " and datname = current_database()";

    private final int rows;
    private final String notes;
    private final int gone;
    private DataSource database;
    private LodeProcess lode;

    /**
     * Exports rows.
     *
     * @param notes what row {@code n} has as its notes, in SQL
     * @param gone how many clients of each format go away
     */
    SyntheticExports(int rows, String notes, int gone) {
        this.gone = gone;
        this.rows = rows;
        this.notes = notes;
    }

    @BeforeAll
    void fill(@TempDir Path folder) throws Exception {
        Path dataset = SmallDataset.in(folder.resolve("dataset")).folder();
        Author.Order order = new Author.Order("2099.1.0", Instant.EPOCH, "", /* allowEmpty= */ false);
        assertThat(Author.release(Draft.read(dataset), order)).isInstanceOf(Author.Outcome.Released.class);
        database = TestDatabase.fresh();
        lode = LodeProcess.lasting(
                folder.resolve("data"),
                "--lode.origin=" + dataset,
                "--lode.database.url=" + TestDatabase.address(database),
                "--lode.database.statement-timeout=2m",
                "--lode.database.username=postgres",
                "--lode.database.password=" + TestDatabase.password());
        lode.awaitAnswer();
        insert(1, rows);
    }

    @AfterAll
    void end() {
        lode.close();
    }

    final int rows() {
        return rows;
    }

    final DataSource database() {
        return database;
    }

    final LodeProcess lode() {
        return lode;
    }

    @Test
    void aPivotKeepsEveryValueOfAYear() {
        long bound = (long) (1e6 * Math.min(1, (double) COUNTED / rows));
        String filter = "{\"value\":{\"lt\":\"%d\"}}".formatted(bound);
        int expected = lode.answer("{ observations(filter: {value: {lt: \"%d\"}}) { totalCount } }".formatted(bound))
                .orElseThrow()
                .path("data")
                .path("observations")
                .path("totalCount")
                .asInt();
        assertThat(expected).isGreaterThan(rows / 10);
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
        List<List<String>> pivoted =
                lines.stream().skip(1).map(line -> List.of(line.split(",", -1))).toList();
        assertThat(pivoted).hasSizeBetween(expected / YEARS, expected);
        assertThat(pivoted).extracting(row -> row.get(names.indexOf("repeat"))).doesNotHaveDuplicates();
        assertThat(pivoted)
                .extracting(row -> row.get(names.indexOf("confidence")))
                .as("nothing supports these values")
                .allSatisfy(confidence -> assertThat(confidence.split("[|]")).allMatch(year -> year.endsWith(" NONE")));
        assertThat(pivoted.stream()
                        .flatMap(row -> row.subList(first, row.size()).stream())
                        .filter(cell -> !cell.isEmpty()))
                .hasSize(expected);
    }

    @Test
    void aClientThatGoesAwayLeavesNothingBehind() throws Exception {
        for (String format : List.of("csv", "parquet")) {
            for (int i = 0; i < gone; i++) {
                try (Download download = Download.of(lode.address(), path(format))) {
                    download.read(100 * i);
                }
            }
        }
        await().atMost(PATIENCE).until(() -> busy() == 0);
        assertThat(lode.answer("{ projects { totalCount } }")).isPresent();
    }

    @Test
    void aFileThatCannotBeEndedIsNoWholeFile() throws Exception {
        for (String format : List.of("csv", "jsonl", "parquet")) {
            try (Download download = Download.of(lode.address(), path(format))) {
                assertThat(download.read(10)).as(format).hasSize(10);
                run("alter table lode.observations rename to gone");
                assertThatThrownBy(download::lines).as(format).isInstanceOf(EOFException.class);
                assertThat(download.header("Repr-Digest")).isEmpty();
            } finally {
                run("alter table lode.gone rename to observations");
            }
        }
    }

    /** Releases never lose a row, so the rows come back at the end. */
    @Test
    void aFileThatLacksARowIsNoWholeFile() throws Exception {
        int last = Math.min(rows, COUNTED);
        try {
            delete(last + 1, rows);
            run("vacuum (analyze) lode.observations");
            for (String format : List.of("csv", "jsonl", "parquet")) {
                try (Download download = counted(format)) {
                    delete(last, last);
                    last--;
                    assertThatThrownBy(download::lines).as(format).isInstanceOf(EOFException.class);
                }
            }
        } finally {
            insert(last + 1, rows);
        }
    }

    /** An export that states its number of rows; a busy machine may not count them in time at once. */
    private Download counted(String format) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Download download = Download.of(lode.address(), path(format));
            if (!download.header("Dataset-Rows").isEmpty()) {
                return download;
            }
            download.close();
        }
        throw new AssertionError("rows are not counted");
    }

    static String path(String format) {
        return "/export/observations.%s?at=2099.1.0".formatted(format);
    }

    private String text(String path) {
        try (InputStream in = lode.address().resolve(path).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many connections of the server are at work. */
    final int busy() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return DSL.using(connection, SQLDialect.POSTGRES)
                    .fetchOptional(BUSY)
                    .orElseThrow()
                    .get(0, int.class);
        }
    }

    /** Adds the rows with these numbers, both included. */
    private void insert(int first, int last) throws SQLException {
        run("""
                insert into lode.observations (id, from_seq, row_hash, bucket, indicator, subject_id, mineral_id, period,
                    period_first, period_last, value, unit, qualifier, notes)
                select 'observation:synthetic-' || to_char(n, 'FM00000000'), 1, sha256(n::text::bytea), 0,
                    'mine-production', 'country:AU', 'mineral:neodymium', (1990 + n %% 36)::text,
                    make_date(1990 + n %% 36, 1, 1), make_date(1990 + n %% 36, 12, 31), n * 7919::bigint %% 100000000 / 100.0,
                    'tonnes', 'ABOUT', %s
                from generate_series(%d, %d) n
                """.formatted(notes, first, last));
        run("vacuum (analyze) lode.observations");
    }

    private void delete(int first, int last) throws SQLException {
        run(
                "delete from lode.observations where id between 'observation:synthetic-%08d' and 'observation:synthetic-%08d'"
                        .formatted(first, last));
    }

    final void run(String statement) throws SQLException {
        try (Connection connection = database.getConnection()) {
            DSL.using(connection, SQLDialect.POSTGRES).execute(statement);
        }
    }
}
