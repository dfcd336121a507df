package org.lode.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.author.NoticeWriter;
import org.lode.author.ReleaseArchive;
import org.lode.mirror.Mirroring;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.Manifest.Published;
import org.lode.release.Notices;
import org.lode.release.ReleaseReader;
import org.lode.store.InspectionStore.Damage;
import org.lode.store.InspectionStore.Originals;
import org.lode.store.InspectionStore.Report;
import org.lode.store.RebuildStore.RebuiltTable;
import org.lode.store.ReleaseApplyStore.Progress;
import org.lode.support.Bundled;
import org.lode.support.DatasetCopy;
import org.lode.support.Edition;
import org.lode.support.Seed;

/** Damages a real database that holds the bundled releases and two more, in columns and rows of every table. */
@Tag("thorough")
class InspectionTests {
    private static final Seed SEED = Seed.of(InspectionTests.class);
    private static final DataPackage DATA = DataPackageReader.bundled();
    private static final DatasetCopy DATASET = made();
    private static final DataSource SOURCE = applied();
    private static final List<String> SOUND = everything();
    private static final List<String> ANCHORS = List.of("leaf", "change_log", "release", "notice");
    private static final int FEW = 1;
    private static final int ALL = Integer.MAX_VALUE;
    private static final String STATE = """
            insert into lode.mirror_state select u, s, k, sha256(convert_to(u || ' ' || s || ' ' || k, 'UTF8'))
            from (values ('https://data.example.org/', '{"a state":1}', '{"keys":[]}')) told (u, s, k)
            """;

    private final InspectionStore inspection = new InspectionStore(SOURCE, DATA, Progress.silent());
    private final CountedOriginals originals = new CountedOriginals(Mirroring.originals(DATASET.folder()));

    private static DatasetCopy made() {
        DatasetCopy dataset = Edition.both();
        new NoticeWriter(dataset.folder()).withdraw("2026.11.1", "Scrambled columns.", null);
        new NoticeWriter(dataset.folder()).redact(Edition.RETRACTED, "A court said so.");
        new NoticeWriter(dataset.folder()).withdraw("2026.11.2", "Incomplete.", "2026.11.3");
        return dataset;
    }

    private static DataSource applied() {
        try {
            DataSource source = TestDatabase.bundled();
            int held = DSL.using(source, SQLDialect.POSTGRES).fetchCount(DSL.table("release"));
            ReleaseReader reader = new ReleaseReader(ReleaseArchive.files(DATASET.folder()));
            ReleaseApplyStore store = new ReleaseApplyStore(source, DATA);
            Notices notices = reader.notices(reader.pointer().notices());
            new NoticeStore.Writer(source, DATA).apply(notices);
            for (Published release : reader.chain(reader.pointer(), held + 1)) {
                store.apply(release, reader.delta(release.manifest(), notices));
            }
            DSL.using(source, SQLDialect.POSTGRES).execute(STATE);
            dropConstraints(source);
            return source;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A disk that fails asks no constraint. */
    private static void dropConstraints(DataSource source) {
        DSLContext sql = DSL.using(source, SQLDialect.POSTGRES);
        sql.fetch("select conrelid::regclass::text, conname from pg_constraint"
                        + " where contype = 'c' and connamespace = 'lode'::regnamespace")
                .forEach(row -> sql.execute("alter table %s drop constraint %s".formatted(row.get(0), row.get(1))));
    }

    @AfterEach
    void everyTestLeavesASoundDatabase() {
        assertThat(everything()).isEqualTo(SOUND);
    }

    @Test
    void aSoundDatabaseHolds() {
        Report report = inspection.check();
        assertThat(report.damages()).isEmpty();
        assertThat(report.holds()).isTrue();
        assertThat(report.complete()).isTrue();
        assertThat(report.releases()).hasSize(Bundled.NEWEST + 2);
    }

    @Test
    void someColumnsOfEveryTableThatIsMadeAgainAreFoundAndMended() throws SQLException {
        assertThat(damageTablesThatAreMadeAgain(FEW)).isGreaterThan(10);
    }

    @Test
    void everyColumnOfEveryTableThatIsMadeAgainIsFoundAndMended() throws SQLException {
        assertThat(damageTablesThatAreMadeAgain(ALL)).isGreaterThan(190);
    }

    /**
     * Damages this many columns of each table that is made again, each of which must be found and mended; returns how many.
     *
     * <p>What is made again is made once: each damage is done, found, mended and taken back within one transaction.
     */
    private static int damageTablesThatAreMadeAgain(int columns) throws SQLException {
        Random random = SEED.random("columns");
        AtomicInteger damages = new AtomicInteger();
        inTransaction(sql -> {
            RebuildStore rebuilt = rebuilt(sql);
            Injury injury = new Injury(sql, random);
            for (RebuiltTable table : RebuiltTable.all(DATA)) {
                if (sql.fetchExists(DSL.table(DSL.name("lode", table.table())))) {
                    for (Record column : injury.columns(table.table(), columns)) {
                        String name = column.get(0, String.class);
                        sql.execute("savepoint sound");
                        injury.change(table.table(), name, column.get(1, String.class));
                        assertFoundAndMended(rebuilt, table, name);
                        sql.execute("rollback to savepoint sound");
                        damages.incrementAndGet();
                    }
                }
            }
        });
        return damages.get();
    }

    @Test
    void rowsThatAreGoneSurplusOrSwappedAreFoundAndMended() throws SQLException {
        Random random = SEED.random("rows");
        inTransaction(sql -> {
            RebuildStore rebuilt = rebuilt(sql);
            Injury injury = new Injury(sql, random);
            for (RebuiltTable table : RebuiltTable.all(DATA)) {
                String name = table.table();
                if (sql.fetchExists(DSL.table(DSL.name("lode", name)))) {
                    sql.execute("savepoint sound");
                    sql.execute("delete from lode.%s where ctid = '%s'::tid".formatted(name, injury.row(name)));
                    assertFoundAndMended(rebuilt, table, "deleted");
                    sql.execute("rollback to savepoint sound");
                }
                if (table.keys().getFirst().equals("id") && sql.fetchCount(DSL.table(DSL.name("lode", name))) > 1) {
                    sql.execute("savepoint sound");
                    sql.execute(("insert into lode.%1$s select (jsonb_populate_record(t, '{\"id\":\"more\"}')).* from"
                                    + " lode.%1$s t where ctid = '%2$s'::tid")
                            .formatted(name, injury.row(name)));
                    assertFoundAndMended(rebuilt, table, "surplus");
                    sql.execute("rollback to savepoint sound");
                    swap(sql, name);
                    assertFoundAndMended(rebuilt, table, "swapped");
                    sql.execute("rollback to savepoint sound");
                }
            }
        });
    }

    private static void swap(DSLContext sql, String table) {
        List<String> rows = sql.fetch(
                        "select distinct on (from_seq) id from lode.%s order by from_seq, id".formatted(table))
                .map(row -> row.get(0, String.class));
        String one = rows.getFirst();
        String other = sql.fetchSingle("select max(id) from lode." + table).get(0, String.class);
        sql.execute("update lode.%s set id = 'between' where id = {0}".formatted(table), DSL.val(one));
        sql.execute("update lode.%s set id = {0} where id = {1}".formatted(table), DSL.val(one), DSL.val(other));
        sql.execute("update lode.%s set id = {0} where id = 'between'".formatted(table), DSL.val(other));
    }

    private static void assertFoundAndMended(RebuildStore rebuilt, RebuiltTable table, String what) {
        List<Damage> found = rebuilt.differences(table);
        assertThat(found).as("%s of %s, %s", what, table, SEED).isNotEmpty();
        assertThat(found).extracting(Damage::table).containsOnly(table.table());
        rebuilt.repair(found);
        assertThat(rebuilt.differences(table))
                .as("%s of %s, %s", what, table, SEED)
                .isEmpty();
    }

    private static RebuildStore rebuilt(DSLContext sql) {
        RebuildStore rebuilt = new RebuildStore(sql, new ReleaseApplyStore(SOURCE, DATA), DATA);
        rebuilt.make(new ManifestStore(sql).chain(null), Progress.silent());
        assertThat(rebuilt.differences()).isEmpty();
        return rebuilt;
    }

    @Test
    void everyColumnOfManifestsChangesAndNoticesIsFoundAndRepaired() throws SQLException {
        damageTablesThatAreFetched(ANCHORS, ALL, List.of("leaf", "change_log"));
    }

    /** Damages up to this many columns of each of these tables, and takes a row from each of the last ones. */
    private void damageTablesThatAreFetched(List<String> damaged, int columns, List<String> shortened)
            throws SQLException {
        Random random = SEED.random("anchors");
        inTransaction(sql -> {
            RebuildStore rebuilt = rebuilt(sql);
            Injury injury = new Injury(sql, random);
            for (String table : damaged) {
                for (Record column : injury.columns(table, columns)) {
                    String name = column.get(0, String.class);
                    sql.execute("savepoint sound");
                    injury.change(table, name, column.get(1, String.class));
                    assertRepaired(sql, inspection.inspect(sql, reset(), chain -> rebuilt), table, name);
                    sql.execute("rollback to savepoint sound");
                }
            }
            for (String table : shortened) {
                sql.execute("savepoint sound");
                sql.execute("delete from lode.%s where ctid = '%s'::tid".formatted(table, injury.row(table)));
                assertRepaired(sql, inspection.inspect(sql, reset(), chain -> rebuilt), table, "deleted");
                sql.execute("rollback to savepoint sound");
            }
        });
    }

    @Test
    void everyColumnOfTheKeptStateIsFoundAndTheRowForgotten() throws SQLException {
        damageTheKeptState(ALL);
    }

    private void damageTheKeptState(int columns) throws SQLException {
        Random random = SEED.random("state");
        inTransaction(sql -> {
            RebuildStore rebuilt = rebuilt(sql);
            Injury injury = new Injury(sql, random);
            for (Record column : injury.columns("mirror_state", columns)) {
                String name = column.get(0, String.class);
                sql.execute("savepoint sound");
                injury.change("mirror_state", name, column.get(1, String.class));
                Report report = inspection.inspect(sql, reset(), chain -> rebuilt);
                assertThat(report.damages())
                        .as("%s, %s", name, SEED)
                        .singleElement()
                        .extracting(Damage::table)
                        .isEqualTo("mirror_state");
                assertThat(sql.fetchCount(DSL.table(DSL.name("lode", "mirror_state"))))
                        .isZero();
                sql.execute("rollback to savepoint sound");
            }
        });
    }

    @Test
    void aRepairIsKept() throws SQLException {
        assertRepairsAreKept("leaf body text");
    }

    @Test
    void aRepairOfAnyTableIsKept() throws SQLException {
        assertRepairsAreKept("change_log id text", "release manifest jsonb", "projects name text");
    }

    private void assertRepairsAreKept(String... damages) throws SQLException {
        Random random = SEED.random("kept");
        for (String damage : damages) {
            String[] words = damage.split(" ", -1);
            commit(sql -> new Injury(sql, random).change(words[0], words[1], words[2]));
            Report report = inspection.repair(reset());
            assertRepaired(DSL.using(SOURCE, SQLDialect.POSTGRES), report, words[0], words[1]);
        }
    }

    private Originals reset() {
        originals.reset();
        return originals;
    }

    private void assertRepaired(DSLContext sql, Report report, String table, String what) {
        String as = "%s of %s, %s: %s, fetched %s".formatted(what, table, SEED, report.damages(), originals);
        assertThat(report.damages()).as(as).extracting(Damage::table).contains(table);
        assertThat(report.holds()).isTrue();
        assertThat(everything(sql)).as(as).isEqualTo(SOUND);
        assertThat(originals.manifests()).as(as).isLessThanOrEqualTo(1);
        assertThat(originals.lines()).as(as).isLessThanOrEqualTo(1);
    }

    @Test
    void withoutAnOriginalNothingIsHalfRepaired() throws SQLException {
        commit(sql -> {
            sql.execute("update lode.projects set name = 'Another' where id = 'project:lofdal'");
            sql.execute("update lode.change_log set line = line || ' ' where seq = 2 and n = 7");
        });
        List<String> damaged = everything();
        Report report = inspection.check();
        assertThat(report.holds()).isFalse();
        assertThat(report.damages()).singleElement().extracting(Damage::table).isEqualTo("change_log");
        assertThatThrownBy(() -> inspection.repair(Originals.none()))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining("(expected: an origin that has it)");
        assertThat(everything()).isEqualTo(damaged);
        inspection.repair(originals);
    }

    @Test
    void anOriginThatGivesSomethingElseIsNotBelieved() throws SQLException {
        commit(sql -> {
            sql.execute("update lode.change_log set line = line || ' ' where seq = 2 and n = 7");
        });
        List<String> damaged = everything();
        Originals forged = new Originals() {
            @Override
            public byte[] manifest(String version) {
                return originals.manifest(version);
            }

            @Override
            public Notices notices() {
                return originals.notices();
            }

            @Override
            public byte[] deltaRange(String version, String file, long from, long to) {
                return new String(originals.deltaRange(version, file, from, to), UTF_8)
                        .replace("Citation", "Citatiom")
                        .getBytes(UTF_8);
            }
        };
        assertThatThrownBy(() -> inspection.repair(forged))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining("(expected: ");
        assertThat(everything()).isEqualTo(damaged);
        inspection.repair(originals);
    }

    @Test
    void whatSeveralDamagesNeedIsFetchedOnce() throws SQLException {
        commit(sql -> {
            sql.execute("update lode.leaf set body = body || ' ' where hash in (select row_hash from lode.citations"
                    + " where bucket = 7 and to_seq = 2147483647)");
            sql.execute(
                    "update lode.change_log set line = replace(line, 'a', 'b') where seq = 2 and n in (7, 70, 700)");
            sql.execute("delete from lode.release where sequence = 3");
            sql.execute("update lode.projects set name = name || '!'");
        });
        Report report = inspection.repair(originals);
        assertThat(report.damages()).extracting(Damage::table).contains("leaf", "change_log", "release", "projects");
        assertThat(originals.manifests()).isOne();
    }

    /** Bodies follow from lines, so no origin is needed for them. */
    @Test
    void bodiesAreRepairedWithoutAnOrigin() throws SQLException {
        commit(sql ->
                sql.execute("update lode.leaf set body = body || ' ' where hash = (select min(hash) from lode.leaf)"));
        Report report = inspection.repair(Originals.none());
        assertThat(report.damages()).singleElement().extracting(Damage::table).isEqualTo("leaf");
        assertThat(report.holds()).isTrue();
    }

    /** The migration makes the line of each change from its other columns: it gives the published lines. */
    @Test
    void changesOfAnOlderLodeGetTheirLines() throws SQLException, IOException {
        String migration = Files.readString(Path.of("schema/postgres/V8__lines.sql"));
        commit(sql -> {
            sql.execute("set search_path to lode");
            sql.execute("alter table change_log drop column line");
            sql.execute("update change_log set line_hash = null where seq = 2");
            sql.connection(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(migration);
                }
            });
        });
        assertThat(inspection.check().damages()).isEmpty();
    }

    private interface Work {
        void with(DSLContext sql);
    }

    private static void inTransaction(Work work) throws SQLException {
        try (Connection connection = SOURCE.getConnection()) {
            connection.setAutoCommit(false);
            work.with(DSL.using(connection, SQLDialect.POSTGRES));
            connection.rollback();
        }
    }

    private static void commit(Work work) throws SQLException {
        try (Connection connection = SOURCE.getConnection()) {
            connection.setAutoCommit(false);
            work.with(DSL.using(connection, SQLDialect.POSTGRES));
            connection.commit();
        }
    }

    /** The content of all tables, each as one hash. */
    private static List<String> everything() {
        return everything(DSL.using(SOURCE, SQLDialect.POSTGRES));
    }

    private static List<String> everything(DSLContext sql) {
        List<String> all = new ArrayList<>();
        List<String> tables = new ArrayList<>(List.of("leaf", "notice"));
        RebuiltTable.all(DATA).forEach(rebuilt -> tables.add(rebuilt.table()));
        for (String table : tables) {
            all.add(table + " "
                    + sql.fetchSingle(
                                    "select md5(string_agg(t::text, ' ' order by t::text collate \"C\")) from lode.%s t"
                                            .formatted(table))
                            .get(0, String.class));
        }
        return all;
    }
}
