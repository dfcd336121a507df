package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.query.Filter;
import org.lode.query.Page.PageRequest;
import org.lode.query.ReadAt;
import org.lode.query.SearchListing;
import org.lode.query.SearchStore;
import org.lode.query.SqlContext;
import org.lode.query.TableRef;
import org.lode.store.TestDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How PostgreSQL finds a few among many documents: copies of the bundled ones, with made-up words more. */
class SearchPlanTests {
    private static final String LATEST = " and from_seq <= 4 and to_seq > 4";
    private static final List<String> TYPES = List.of(
            "Organization", "Office", "Country", "Mineral", "Project", "Investment", "Deal", "Observation", "Source");

    private static final JsonMapper JSON = JsonMapper.shared();

    private static DSLContext made(int copies, int words) throws SQLException {
        DSLContext sql = DSL.using(TestDatabase.bundled(), SQLDialect.POSTGRES);
        sql.execute("""
                insert into search_documents
                  (type, id, from_seq, to_seq, title, names, fields, lexemes, name_lexemes)
                select type, id || '-copy-' || n, from_seq, to_seq, title, names, fields, lexemes, name_lexemes
                from search_documents cross join generate_series(1, {0}) n
                """, DSL.inline(copies));
        sql.execute("""
                insert into search_words
                select distinct left(translate(md5(n::text), '0123456789', 'ghijklmnop'), 6 + n % 6), 1
                from generate_series(1, {0}) n on conflict do nothing
                """, DSL.inline(words));
        sql.execute("vacuum analyze search_documents");
        sql.execute("vacuum analyze search_words");
        return sql;
    }

    @Test
    void indexesServeEverySearch() throws SQLException {
        DSLContext sql = made(3, 10_000);
        assertThat(sql.fetchCount(DSL.table("search_documents"))).isGreaterThan(8_000);
        check(sql);
    }

    @Tag("thorough")
    @Test
    void indexesServeEverySearchAmongAHundredThousandDocuments() throws SQLException {
        DSLContext sql = made(43, 50_000);
        assertThat(sql.fetchCount(DSL.table("search_documents"))).isGreaterThan(100_000);
        check(sql);
    }

    private static void check(DSLContext sql) {
        Map<String, String> texts = new TreeMap<>(Map.of(
                "Lynas",
                "lynas",
                "copper",
                "copper",
                "disprosium",
                "dysprosium",
                "japan",
                "japan",
                "qwertz lynas",
                "qwertz"));
        texts.forEach((text, like) -> check(sql, text, like));
        Map.of("資源", "資源", "\"rare earth\" -japan", "rare earth", "cobolt", "cobalt")
                .forEach((text, like) -> check(sql, text, like));
        checkSuggestions(sql);
        checkFilter(sql);
    }

    private static void checkSuggestions(DSLContext sql) {
        for (String text : List.of("l", "lynas c", "日", "cobolt")) {
            String suggestions = sql.renderInlined(
                    SearchStore.suggestionsQuery(new SearchListing(text, TYPES, new ReadAt(4, null)), 10));
            List<JsonNode> nodes = nodes(explained(sql, "", suggestions).path("Plan"));
            assertThat(indexes(nodes)).as(text).contains("search_documents_names");
            assertThat(scanned(nodes)).as(text).doesNotContain("search_documents", "search_words");
            System.out.printf("SearchPlanTests: suggestions for '%s': %.1f ms%n", text, millis(sql, suggestions));
        }
    }

    /** A list that is filtered by a text looks it up once, not for every row. */
    private static void checkFilter(DSLContext sql) {
        DataPackage data = DataPackageReader.bundled();
        SqlContext aliases = new SqlContext(4, Map.of("text", Map.of("matches", "lynas")));
        TableRef row = aliases.ref(data.record("projects"));
        String filtered = sql.renderInlined(
                DSL.select(row.id()).from(row.from()).where(row.valid(), new Filter(data, aliases).on(row)));
        List<JsonNode> nodes = nodes(explained(sql, "", filtered).path("Plan"));
        assertThat(indexes(nodes)).contains("search_documents_lexemes");
        assertThat(scanned(nodes)).doesNotContain("search_documents", "search_words");
        System.out.printf("SearchPlanTests: projects filtered by a text: %.1f ms%n", millis(sql, filtered));
    }

    private static List<String> indexes(List<JsonNode> nodes) {
        return nodes.stream().map(node -> node.path("Index Name").asString("")).toList();
    }

    private static List<String> scanned(List<JsonNode> nodes) {
        return nodes.stream()
                .filter(node -> node.path("Node Type").asString().equals("Seq Scan"))
                .map(node -> node.path("Relation Name").asString(""))
                .toList();
    }

    private static void check(DSLContext sql, String text, String like) {
        SearchListing listing = new SearchListing(text, TYPES, new ReadAt(4, null));
        Query page = SearchStore.pageQuery(listing, new PageRequest(20, false, null, null), true);
        List<JsonNode> nodes = nodes(explained(sql, "", sql.renderInlined(page)).path("Plan"));
        assertThat(indexes(nodes)).as(text).contains("search_documents_lexemes", "search_words_trigrams");
        assertThat(scanned(nodes)).as(text).doesNotContain("search_documents", "search_words");
        System.out.printf(
                "SearchPlanTests: '%s': page %.1f ms, count %.1f ms; ilike '%%%s%%' over the same rows: %.1f ms%n",
                text,
                millis(sql, sql.renderInlined(page)),
                millis(sql, sql.renderInlined(SearchStore.countQuery(listing))),
                like,
                millis(
                        sql,
                        "select count(*) from search_documents where fields::text ilike '%" + like + "%'" + LATEST));
    }

    /** The best of three, as PostgreSQL itself measures it. */
    private static double millis(DSLContext sql, String statement) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            best = Math.min(
                    best,
                    explained(sql, "analyze, timing off, ", statement)
                            .path("Execution Time")
                            .asDouble());
        }
        return best;
    }

    /** What PostgreSQL explains as JSON, whose names are the same in all its versions. */
    private static JsonNode explained(DSLContext sql, String options, String statement) {
        return JSON.readTree(String.valueOf(sql.fetchValue("explain (%sformat json) %s".formatted(options, statement))))
                .path(0);
    }

    /** A node of a plan and all below it. */
    private static List<JsonNode> nodes(JsonNode plan) {
        List<JsonNode> nodes = new ArrayList<>(List.of(plan));
        plan.path("Plans").forEach(below -> nodes.addAll(nodes(below)));
        return nodes;
    }
}
