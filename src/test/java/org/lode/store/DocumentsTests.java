package org.lode.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.author.ReleaseArchive;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.model.RecordKind;
import org.lode.query.SqlContext;
import org.lode.query.TableRef;
import org.lode.query.Titles;
import org.lode.release.Manifest.Published;
import org.lode.release.ReleaseReader;
import org.lode.store.ReleaseApplyStore.Progress;
import org.lode.support.Bundled;
import org.lode.support.DatasetCopy;
import org.lode.support.Edition;
import org.lode.support.Replay;
import org.lode.support.SearchedTexts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What records are found by, as the database keeps it, against what the files of each release say. */
@Tag("thorough")
class DocumentsTests {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final DataPackage DATA = DataPackageReader.bundled();
    private static final int MANY = 1000;
    private static final List<String> TWINS =
            List.of("Investment", "CBMM niobium mine (Araxá): loan, USD 135,000,000, 2012-10-24 (JBIC)", "2");
    private static final int RENAMED = Bundled.NEWEST + 3;

    /** The bundled releases and five that were made of them: the third of these renames what much else leads to, the last is large. */
    private static final DatasetCopy DATASET = made();

    private static final List<Replay.State> RELEASES = Replay.of(DATASET.folder());
    private static final DataSource SOURCE = applied();

    private static DatasetCopy made() {
        DatasetCopy dataset = Edition.both();
        rename(dataset, name -> "Renamed " + name);
        rename(dataset, name -> name.replace("Renamed ", ""));
        assertThat(renameMany(dataset)).isGreaterThanOrEqualTo(MANY);
        return dataset;
    }

    private static DataSource applied() {
        try {
            DataSource source = TestDatabase.bundled();
            int held = DSL.using(source, SQLDialect.POSTGRES).fetchCount(DSL.table("release"));
            ReleaseReader reader = new ReleaseReader(ReleaseArchive.files(DATASET.folder()));
            for (Published release : reader.chain(reader.pointer(), held + 1)) {
                assertThat(new ReleaseApplyStore(source, DATA).apply(release, reader.delta(release.manifest())))
                        .isTrue();
            }
            return source;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void rename(DatasetCopy dataset, UnaryOperator<String> edit) {
        modify(dataset, "countries", "country:AU", "Australia", edit);
        modify(dataset, "minerals", "mineral:dysprosium", "Dysprosium", edit);
        modify(dataset, "organizations", "org:jogmec", "Japan Organization", edit);
        dataset.release();
    }

    private static void modify(DatasetCopy dataset, String table, String id, String name, UnaryOperator<String> edit) {
        dataset.modify(
                table,
                dataset.row(table, id),
                row -> row.contains("Renamed " + name)
                        ? row.replaceFirst("Renamed " + name, edit.apply("Renamed " + name))
                        : row.replaceFirst(name, edit.apply(name)));
    }

    /** Names of most organizations, projects, deals and minerals, and notes of observations: much of the rest leads to these. */
    private static int renameMany(DatasetCopy dataset) {
        int many = 0;
        for (String table : List.of("organizations", "projects", "observations", "deals", "minerals")) {
            for (String row : dataset.rows(table)) {
                boolean last = table.equals("observations");
                if (last ? !row.endsWith("\"") : !row.contains(",\"")) {
                    dataset.modify(table, row, own -> last ? own + "Seen." : own.replaceFirst(",", ",New "));
                    many++;
                }
            }
        }
        dataset.release();
        return many;
    }

    @Test
    void documentsOfEveryReleaseAreWhatItsFilesSay() throws SQLException {
        for (int sequence = 1; sequence < RELEASES.size(); sequence++) {
            assertThat(documents(sequence)).as("release %d", sequence).isEqualTo(expected(RELEASES.get(sequence)));
        }
    }

    /** By id, the title and the texts of each record that has any, worked out from the JSON Lines alone. */
    private static Map<String, String> expected(Replay.State state) {
        Map<String, String> expected = new TreeMap<>();
        Map<String, List<List<String>>> texts = SearchedTexts.of(DATA, state);
        state.records().forEach((name, version) -> {
            if (texts.containsKey(name.id())) {
                expected.put(
                        name.id(),
                        title(state, name.type(), version.data()) + "\n"
                                + JSON.writeValueAsString(texts.get(name.id())));
            }
        });
        return expected;
    }

    /** The title, written out for each kind, so that it does not come from what it is held against. */
    private static String title(Replay.State state, String type, JsonNode data) {
        return switch (type) {
            case "Source" -> joined(", ", text(data, "title"), text(data, "publisher"), text(data, "published"));
            case "Office" ->
                "%s, %s (%s)"
                        .formatted(
                                text(data, "city"),
                                name(state, data, "country_id"),
                                brief(name(state, data, "agency_id")));
            case "Observation" ->
                joined(
                        ", ",
                        text(data, "indicator").replace('-', ' ') + ": " + name(state, data, "subject_id"),
                        name(state, data, "partner_id"),
                        name(state, data, "mineral_id"),
                        text(data, "product"),
                        text(data, "period"));
            case "Investment" -> investment(state, data);
            default -> text(data, "name");
        };
    }

    private static String investment(Replay.State state, JsonNode data) {
        String about = Stream.of("project_id", "recipient_id", "investor_id")
                .map(field -> name(state, data, field))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElseThrow();
        String amount = text(data, "amount");
        String money = amount.isEmpty()
                ? ""
                : text(data, "currency") + " "
                        + new DecimalFormat("#,##0.########", DecimalFormatSymbols.getInstance(Locale.ROOT))
                                .format(new BigDecimal(amount));
        String day = text(data, "announced").isEmpty() ? text(data, "value_date") : text(data, "announced");
        return "%s (%s)"
                .formatted(
                        joined(
                                ", ",
                                about + ": "
                                        + text(data, "instrument")
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', ' '),
                                money.isEmpty() ? text(data, "currency") : money,
                                day),
                        brief(name(state, data, "agency_id")));
    }

    private static String joined(String between, String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(between));
    }

    private static String text(JsonNode data, String field) {
        return data.path(field).asString("");
    }

    private static String name(Replay.State state, JsonNode data, String reference) {
        String id = text(data, reference);
        return id.isEmpty()
                ? ""
                : Objects.requireNonNull(state.records()
                                .get(new Replay.RecordName(
                                        DATA.ofId(id).orElseThrow().type(), id)))
                        .data()
                        .path("name")
                        .asString();
    }

    private static String brief(String name) {
        return name.endsWith(")") ? name.substring(name.lastIndexOf('(') + 1, name.length() - 1) : name;
    }

    private static Map<String, String> documents(int sequence) throws SQLException {
        Map<String, String> documents = new TreeMap<>();
        for (List<String> row :
                ask("select id, title, fields::text from search_documents where from_seq <= %1$d and to_seq > %1$d"
                        .formatted(sequence))) {
            documents.put(row.get(0), row.get(1) + "\n" + JSON.writeValueAsString(JSON.readTree(row.get(2))));
        }
        return documents;
    }

    @Test
    void noVersionBeginsWithoutADifference() throws SQLException {
        assertThat(ask("""
                select d.id from search_documents d join search_documents e
                  on e.id = d.id and e.from_seq = d.to_seq and e.fields = d.fields and e.title = d.title
                """)).isEmpty();
        assertThat(ask("select id from search_documents where id = 'project:abra' and from_seq = %d"
                        .formatted(RENAMED)))
                .hasSize(1);
        assertThat(ask("select id from search_documents where from_seq = %d and id like 'country:%%'"
                        .formatted(RENAMED)))
                .containsExactly(List.of("country:AU"));
    }

    /**
     * A list of hits shows titles, so two records of one kind must not share one.
     *
     * <p>Two loans of one day and one amount went to two companies for shares in one mine; their ids tell them apart.
     */
    @Test
    void titlesTellRecordsOfAKindApart() throws SQLException {
        assertThat(ask("""
                select type, title, count(*) from search_documents where from_seq <= %1$d and to_seq > %1$d
                group by type, title having count(*) > 1
                """.formatted(Bundled.NEWEST))).containsExactly(TWINS);
    }

    /** Also of the kinds that are not searched. */
    @Test
    void everyRecordHasATitle() {
        DSLContext sql = DSL.using(SOURCE, SQLDialect.POSTGRES);
        Map<String, String> titles = new TreeMap<>();
        for (RecordKind kind : DATA.shown()) {
            SqlContext aliases = new SqlContext(Bundled.NEWEST);
            TableRef row = aliases.ref(kind);
            sql.select(row.id(), new Titles(DATA, aliases).of(row))
                    .from(row.from())
                    .where(row.valid())
                    .forEach(found -> titles.put(found.value1(), found.value2()));
        }
        assertThat(titles.size()).isGreaterThan(7_000);
        assertThat(titles.get("fx:jpy-2019")).isEqualTo("JPY in USD, 2019");
        assertThat(titles.get("citation:country-001-01")).isEqualTo("ISO 3166-1; UN M49 on World");
        assertThat(titles.get("project:abra")).isEqualTo("Abra lead exploration (loan to Toho Zinc)");
        titles.forEach((id, title) -> assertThat(title).isNotBlank().isNotEqualTo(id));
    }

    @Test
    void wordsOfEveryReleaseAreThoseOfItsDocuments() throws SQLException {
        for (int sequence = 1; sequence < RELEASES.size(); sequence++) {
            assertThat(ask("select word from search_words where from_seq <= %1$d and to_seq > %1$d order by 1"
                            .formatted(sequence)))
                    .as("release %d", sequence)
                    .hasSizeGreaterThan(500)
                    .isEqualTo(ask("""
                            select distinct w collate "C" from search_documents, unnest(tsvector_to_array(lexemes)) w
                            where from_seq <= %1$d and to_seq > %1$d and length(w) between 4 and 64 and w !~ '[0-9]'
                            order by 1
                            """.formatted(sequence)));
        }
        assertThat(ask("select from_seq, to_seq from search_words where word = 'renamed'"))
                .containsExactly(List.of(String.valueOf(RENAMED), String.valueOf(RENAMED + 1)));
    }

    @Test
    void documentsMadeAgainAreTheSame() throws SQLException {
        List<List<String>> before = everything();
        ReleaseApplyStore store = new ReleaseApplyStore(SOURCE, DATA);
        assertThat(store.fillDocuments()).isFalse();
        run("update search_position set sequence = sequence - 1");
        assertThat(store.fillDocuments()).isTrue();
        assertThat(everything()).isEqualTo(before);
    }

    /** As an older Lode left it: the releases that it knew, and nothing that later forms of the tables brought. */
    @Test
    void aDatabaseOfTheFirstFormIsFilled() throws SQLException, IOException {
        DataSource old = TestDatabase.fresh();
        ReleaseReader reader = new ReleaseReader(ReleaseArchive.files(Path.of("dataset")));
        for (Published release : reader.chain(reader.pointer(), 1)) {
            if (release.manifest().schemaVersion().equals("1.0.0")) {
                assertThat(new ReleaseApplyStore(old, DATA).apply(release, reader.delta(release.manifest())))
                        .isTrue();
            }
        }
        List<List<String>> before = everything(old);
        run(old, "drop table search_documents, search_words, search_position");
        run(old, "drop function search_resembles, search_similarity, search_distance");
        run(old, "drop extension pg_trgm, unaccent");
        run(old, "drop table redacted, notice, mirror_state");
        run(old, "alter table change_log drop column line_hash, drop column line");
        run(old, "alter table release drop column derived");
        takeBack(old, Files.readString(Path.of("schema", "postgres", "V7__repairs.sql")));
        takeBack(old, Files.readString(Path.of("schema", "postgres", "V6__orders.sql")));
        takeBack(old, Files.readString(Path.of("schema", "postgres", "V5__series_and_roles.sql")));
        run(old, "drop index change_log_release");
        run(old, "delete from flyway_schema_history where version <> '1'");
        TestDatabase.prepare(old);
        assertThat(new ReleaseApplyStore(old, DATA).fillDocuments()).isTrue();
        InspectionStore inspection = new InspectionStore(old, DATA, Progress.silent());
        assertThat(inspection.check().damages()).isEmpty();
        assertThat(everything(old)).isEqualTo(before);
    }

    /** Drops the tables and indexes that a migration makes, and the columns that it adds. */
    private static void takeBack(DataSource source, String migration) throws SQLException {
        for (String statement : migration.split(";")) {
            Matcher made = Pattern.compile("create table (\\w+)").matcher(statement);
            if (made.find()) {
                run(source, "drop table " + made.group(1));
            }
            Matcher indexed = Pattern.compile("create index (\\w+)").matcher(statement);
            if (indexed.find()) {
                run(source, "drop index if exists " + indexed.group(1));
            }
            Matcher changed = Pattern.compile("alter table (\\w+)").matcher(statement);
            Matcher added = Pattern.compile("add column (\\w+)").matcher(statement);
            if (changed.find()) {
                while (added.find()) {
                    run(source, "alter table %s drop column %s".formatted(changed.group(1), added.group(1)));
                }
            }
        }
    }

    /** Documents of one release come from what it changes: that takes less than to make those of all releases. */
    @Test
    void aThousandChangesTakeLittleTime() throws SQLException {
        int last = RELEASES.size() - 1;
        run("update search_position set sequence = sequence - 1");
        long before = System.nanoTime();
        assertThat(new ReleaseApplyStore(SOURCE, DATA).fillDocuments()).isTrue();
        long all = (System.nanoTime() - before) / 1_000_000;
        assertThat(RELEASES.get(last).ops()).hasSizeGreaterThanOrEqualTo(MANY);
        DSL.using(SOURCE, SQLDialect.POSTGRES).transaction(transaction -> {
            transaction.dsl().execute("delete from search_documents where from_seq = {0}", DSL.val(last));
            transaction
                    .dsl()
                    .execute("update search_documents set to_seq = 2147483647 where to_seq = {0}", DSL.val(last));
            transaction.dsl().execute("delete from search_words where from_seq = {0}", DSL.val(last));
            transaction.dsl().execute("update search_words set to_seq = 2147483647 where to_seq = {0}", DSL.val(last));
            long start = System.nanoTime();
            new SearchDocumentStore(transaction.dsl(), DATA).apply(last);
            long millis = (System.nanoTime() - start) / 1_000_000;
            System.out.printf(
                    "DocumentsTests: %d changes, documents in %d ms; of all releases in %d ms%n",
                    RELEASES.get(last).ops().size(), millis, all);
            assertThat(millis).isLessThan(all);
        });
    }

    private static List<List<String>> everything() throws SQLException {
        return everything(SOURCE);
    }

    private static List<List<String>> everything(DataSource source) throws SQLException {
        List<List<String>> all = new ArrayList<>(
                ask(source, "select id, from_seq, to_seq, md5(d::text) from search_documents d order by id, from_seq"));
        all.addAll(ask(source, "select word, from_seq, to_seq from search_words order by word, from_seq"));
        all.addAll(ask(source, "select sequence, description from search_position"));
        return all;
    }

    private static void run(String sql) throws SQLException {
        run(SOURCE, sql);
    }

    private static void run(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<List<String>> ask(String sql) throws SQLException {
        return ask(SOURCE, sql);
    }

    private static List<List<String>> ask(DataSource source, String sql) throws SQLException {
        List<List<String>> values = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            int width = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(String.valueOf(rows.getString(i)));
                }
                values.add(row);
            }
        }
        return values;
    }
}
