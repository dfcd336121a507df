package org.lode.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.author.ReleaseArchive;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.StartFailed;
import org.lode.release.Delta;
import org.lode.release.Leaf;
import org.lode.release.Manifest.Published;
import org.lode.release.Op;
import org.lode.release.Op.Cause;
import org.lode.release.Op.Reason;
import org.lode.release.RecordKey;
import org.lode.release.ReleaseReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Applies the releases of this repository to a real PostgreSQL. */
class ReleaseApplyStoreTests {
    private final DataPackage description = DataPackageReader.bundled();
    private final ReleaseReader reader = new ReleaseReader(ReleaseArchive.files(Path.of("dataset")));
    private final List<Published> releases = reader.chain(reader.pointer(), 1);
    private final DataSource source;
    private final ReleaseApplyStore store;

    ReleaseApplyStoreTests() throws SQLException {
        source = TestDatabase.fresh();
        store = new ReleaseApplyStore(source, description);
    }

    @Test
    @Tag("thorough")
    void everyReleaseComesToItsRootAndIsAppliedOnce() throws SQLException {
        assertThat(store.newest()).isEmpty();
        for (Published release : releases) {
            assertThat(apply(release)).isTrue();
            assertThat(store.newest()).contains(release);
            assertThat(apply(release)).isFalse();
        }
        assertThat(ask("select count(*) from release")).containsExactly(String.valueOf(releases.size()));
        assertEveryRowIsWhatItsBodySays();
        assertOldReleasesAreStillThere();
    }

    /** Rebuilds each live record from its columns and its parts and compares it with the body that was hashed. */
    private void assertEveryRowIsWhatItsBodySays() throws SQLException {
        assertThat(ask("""
                select p.id from projects p join leaf l on l.hash = p.row_hash
                where to_seq = 2147483647 and (
                  (l.body::jsonb #>> '{data,name}') is distinct from p.name
                  or (l.body::jsonb #>> '{data,latitude}')::numeric is distinct from p.latitude
                  or (l.body::jsonb #>> '{data,start_date}') is distinct from p.start_date
                  or (l.body::jsonb -> 'data' -> 'minerals') <> (
                    select coalesce(jsonb_agg(m.mineral_id order by m.mineral_id collate "C"), '[]')
                    from project_minerals m where m.project_id = p.id and m.to_seq = 2147483647))
                """)).isEmpty();
        assertThat(ask("""
                select o.id from organizations o join leaf l on l.hash = o.row_hash
                where to_seq = 2147483647 and coalesce(to_jsonb(o.other_names), 'null') <> l.body::jsonb #> '{data,other_names}'
                """)).isEmpty();
        assertThat(ask("select period || ' ' || period_first || ' ' || period_last from observations"
                        + " where id = 'observation:jogmec-projects-2004-2020' and to_seq = 2147483647"))
                .containsExactly("2004/2020 2004-01-01 2020-12-31");
        assertThat(ask("select count(*) from leaf where hash <> sha256('\\x00'::bytea || convert_to(body, 'UTF8'))"))
                .containsExactly("0");
    }

    private void assertOldReleasesAreStillThere() throws SQLException {
        for (Published release : releases) {
            int sequence = release.manifest().sequence();
            int rows = release.manifest().table("Project").orElseThrow().rows();
            assertThat(ask("select count(*) from projects where from_seq <= %d and to_seq > %d"
                            .formatted(sequence, sequence)))
                    .containsExactly(String.valueOf(rows));
            int changes = release.manifest().reasons().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            assertThat(ask("select count(*) || ' ' || max(n) from change_log where seq = " + sequence))
                    .containsExactly(changes + " " + changes);
        }
        assertThat(ask("select changed -> 0 ->> 'path' from change_log where seq = 2 and id = 'org:jogmec'"))
                .containsExactly("other_names");
        assertThat(ask("select distinct jsonb_typeof(changed) from change_log where op = 'MOD'"))
                .containsExactly("array");
    }

    @Test
    void aDatabaseThatDriftedIsNotBuiltUpon() throws SQLException {
        apply(releases.getFirst());
        run("update organizations set row_hash = sha256('other') where id = 'org:jogmec'");
        assertRefused(releases.get(1), "Organization org:jogmec: the release before has version ");
        run("delete from organizations where id = 'org:jogmec'");
        assertRefused(releases.get(1), "Organization org:jogmec: the release before has no such record");
    }

    @Test
    void aRowThatTheReleaseDoesNotTouchButItsBucketDoesIsFound() throws SQLException {
        apply(releases.getFirst());
        run("update countries set row_hash = sha256('other'), bucket = 7 where id = 'country:AU'");
        run("update sources set bucket = (bucket + 1) % 256");
        assertRefused(releases.get(1), "release 2026.11.1: Source has 342 rows, root ");
    }

    private void assertRefused(Published release, String message) throws SQLException {
        List<String> before = everything();
        assertThatThrownBy(() -> apply(release))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageStartingWith(message);
        assertThat(everything()).isEqualTo(before);
        assertThat(store.newest()).contains(releases.getFirst());
    }

    @Test
    void aTamperedDeltaIsRolledBack() throws SQLException {
        apply(releases.getFirst());
        List<String> before = everything();
        Delta good = reader.delta(releases.get(1).manifest());
        List<Op> ops = new ArrayList<>(good.ops());
        Leaf leaf = Objects.requireNonNull(ops.getLast().after());
        ObjectNode data = (ObjectNode) leaf.data();
        ops.set(
                ops.size() - 1,
                new Op.Add(
                        Leaf.of(leaf.key(), data.put("title", "Forged")),
                        ops.getLast().cause()));
        assertThatThrownBy(() -> store.apply(releases.get(1), with(good, ops)))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining("Source has 342 rows, root");
        ops.removeLast();
        assertThatThrownBy(() -> store.apply(releases.get(1), with(good, ops)))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining("Source has 341 rows, root");
        assertThat(everything()).isEqualTo(before);
        assertThat(store.apply(releases.get(1), good)).isTrue();
    }

    @Test
    void aReleaseThatDoesNotFollowIsRefused() throws SQLException {
        assertThatThrownBy(() -> apply(releases.get(1)))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageStartingWith("release 2026.11.1 follows 2026.11.0, manifest ")
                .hasMessageEndingWith(" (expected: no release, which the database holds)");
        assertThat(store.newest()).isEmpty();
        assertThat(ask("select count(*) from leaf")).containsExactly("0");
    }

    @Test
    void recordsThatTheTablesCannotHoldAreRefused() throws SQLException {
        assertThatThrownBy(() -> store.apply(releases.getFirst(), only("{\"name\":null,\"type\":\"COMPANY\"}")))
                .isInstanceOf(StartFailed.class)
                .hasMessageStartingWith("the database cannot take the release: ERROR: null value in column \"name\"")
                .message()
                .doesNotContain("\n");
        assertThatThrownBy(() -> store.apply(releases.getFirst(), only("{\"name\":7}")))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessage("Organization org:one: name: 7 (expected: text)");
        assertThatThrownBy(() -> store.apply(releases.getFirst(), only("{\"founded\":\"about 1990\"}")))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessage("Organization org:one: founded: \"about 1990\" (expected: date)");
        assertThat(store.newest()).isEmpty();
    }

    /** So does a Lode end that is older than the kind of record. */
    @Test
    void aKindOfRecordThatIsNotKnownIsNamedWithItsSchema() {
        assertThatThrownBy(() -> store.apply(releases.getFirst(), only("Thing", "{}")))
                .isInstanceOf(StartFailed.class)
                .hasMessage("release 2026.11.0 has records of type Thing, schema 1.0.0 (expected: schema 1.1.0)");
        assertThat(store.newest()).isEmpty();
    }

    private static Delta only(String data) {
        return only("Organization", data);
    }

    private static Delta only(String type, String data) {
        Leaf leaf = Leaf.of(new RecordKey(type, "org:one"), JsonMapper.shared().readTree(data));
        return new Delta(0, 1, null, leaf.hash(), "1.0.0", List.of(new Op.Add(leaf, new Cause(Reason.NEW_SOURCE))));
    }

    @Test
    void twoNodesAtOnceApplyAReleaseOnce() throws Exception {
        try (ExecutorService nodes = Executors.newFixedThreadPool(3)) {
            List<Future<Boolean>> applied = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                applied.add(nodes.submit(() -> apply(releases.getFirst())));
            }
            List<Boolean> results = new ArrayList<>();
            for (Future<Boolean> result : applied) {
                results.add(result.get());
            }
            assertThat(results).containsExactlyInAnyOrder(true, false, false);
        }
        assertThat(store.newest()).contains(releases.getFirst());
    }

    private boolean apply(Published release) {
        return store.apply(release, reader.delta(release.manifest()));
    }

    private static Delta with(Delta delta, List<Op> ops) {
        return new Delta(
                delta.from(), delta.to(), delta.fromRoot(), delta.toRoot(), delta.schemaVersion(), List.copyOf(ops));
    }

    /** All rows of the tables that a release touches, as text. */
    private List<String> everything() throws SQLException {
        List<String> all = new ArrayList<>();
        for (String table :
                List.of("sources", "organizations", "projects", "project_minerals", "leaf", "change_log", "release")) {
            all.addAll(ask(
                    "select count(*) || ' ' || coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') from %s t"
                            .formatted(table)));
        }
        return all;
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> ask(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
