package org.lode.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.lode.database.TestDatabase;
import org.lode.kind.DataPackageReader;
import org.lode.publish.ReleaseApplyStore;
import org.lode.query.PageRequest;
import org.lode.release.Published;
import org.lode.release.ReleaseReader;

/** How PostgreSQL finds a few among a hundred thousand documents: the bundled ones many times over, with 50,000 words more. */
class SearchPlanTests {
    private static final int DOCUMENTS = 100_000;
    private static final String LATEST = " and from_seq <= 4 and to_seq > 4";

    private final DSLContext sql = made();

    private static DSLContext made() {
        try {
            var source = TestDatabase.fresh();
            ReleaseApplyStore store = new ReleaseApplyStore(source, DataPackageReader.bundled());
            ReleaseReader reader = new ReleaseReader(SearchPlanTests::file);
            for (Published release : reader.chain(reader.pointer(), 1)) {
                store.apply(release, reader.delta(release.manifest()));
            }
            DSLContext sql = DSL.using(source, SQLDialect.POSTGRES);
            sql.execute("""
                    insert into search_documents
                    select type, id || '-copy-' || n, from_seq, to_seq, title, names, fields, lexemes
                    from search_documents cross join generate_series(1, 43) n
                    """);
            sql.execute("""
                    insert into search_words
                    select distinct left(translate(md5(n::text), '0123456789', 'ghijklmnop'), 6 + n % 6), 1
                    from generate_series(1, 50000) n on conflict do nothing
                    """);
            sql.execute("vacuum analyze search_documents");
            sql.execute("vacuum analyze search_words");
            return sql;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] file(String file) {
        try {
            return Files.readAllBytes(Path.of("dataset").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void indexesServeEverySearch() {
        assertThat(sql.fetchCount(DSL.table("search_documents"))).isGreaterThan(DOCUMENTS);
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
        texts.forEach(this::check);
    }

    private void check(String text, String like) {
        SearchListing listing = new SearchListing(
                text,
                List.of(
                        "Organization",
                        "Office",
                        "Country",
                        "Mineral",
                        "Project",
                        "Investment",
                        "Deal",
                        "Observation",
                        "Source"),
                4);
        Query page = SearchSql.page(listing, new PageRequest(20, false, null, null), true);
        String plan = String.join(
                "\n", sql.fetch("explain " + sql.renderInlined(page)).getValues(0, String.class));
        assertThat(plan)
                .contains("Bitmap Index Scan on search_documents_lexemes", "Bitmap Index Scan on search_words_trigrams")
                .doesNotContain("Seq Scan on search_documents", "Seq Scan on search_words");
        System.out.printf(
                "SearchPlanTests: '%s': page %.1f ms, count %.1f ms; ilike '%%%s%%' over the same rows: %.1f ms%n",
                text,
                millis(sql.renderInlined(page)),
                millis(sql.renderInlined(SearchSql.count(listing))),
                like,
                millis("select count(*) from search_documents where fields::text ilike '%" + like + "%'" + LATEST));
    }

    /** The best of three, as PostgreSQL itself measures it. */
    private double millis(String statement) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            List<String> plan =
                    sql.fetch("explain (analyze, timing off) " + statement).getValues(0, String.class);
            best = Math.min(best, Double.parseDouble(plan.getLast().replaceAll("[^0-9.]", "")));
        }
        return best;
    }
}
