package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.lode.query.Page.PageRequest;
import org.lode.query.RowStore.Known;
import org.lode.support.Bundled;
import org.lode.support.LodeTest;
import org.lode.support.Statements;

/** An index serves each page of changes by the plan that PostgreSQL makes once for all values, so a page costs what it has. */
@Isolated("other classes send requests to the same Lode")
@LodeTest
class ChangePlanTests {
    private static final Known NOW = new Known(Bundled.NEWEST, 0);
    private static final long ENOUGH = 10_000_000;

    private final ReadStore store;
    private final ChangeStore changes;
    private final Statements statements;
    private final DataSource loading;

    ChangePlanTests(ReadStore store, Statements statements, DataSource loading) {
        this.store = store;
        this.changes = new ChangeStore(store, 0);
        this.statements = statements;
        this.loading = loading;
    }

    @Test
    void historiesAreReadByTheIndexOfRecords() throws SQLException {
        for (boolean newestFirst : new boolean[] {true, false}) {
            assertThat(indexes(new ChangeListing.History(Bundled.NEWEST, "Organization", newestFirst), "a", "b"))
                    .containsExactly("change_log_record");
        }
    }

    @Test
    void theDifferenceOfNeighboursIsReadInItsOrder() throws SQLException {
        for (List<String> types : List.of(List.of("Project"), List.of("Citation"))) {
            for (boolean inverted : new boolean[] {true, false}) {
                ChangeListing net = new ChangeListing.Net(Bundled.NEWEST - 1, Bundled.NEWEST, types, inverted);
                assertThat(indexes(net, "")).containsExactly("change_log_release");
            }
        }
        assertThat(indexes(new ChangeListing.Net(Bundled.NEWEST - 1, Bundled.NEWEST, null, /* inverted= */ false), ""))
                .containsExactly("change_log_release");
    }

    @Test
    void feedsAreReadByTheirKey() throws SQLException {
        for (boolean newestFirst : new boolean[] {true, false}) {
            assertThat(indexes(new ChangeListing.Feed(0, Bundled.NEWEST, null, newestFirst), ""))
                    .containsExactly("change_log_pkey");
        }
    }

    @Test
    void pagesAndCountsAreKeptUntilANotice() {
        ChangeStore kept = new ChangeStore(store, ENOUGH);
        List<ChangeListing> lists = List.of(
                new ChangeListing.Net(1, Bundled.NEWEST, null, /* inverted= */ true),
                new ChangeListing.Feed(2, Bundled.NEWEST, List.of("Project", "Office"), /* newestFirst= */ false),
                new ChangeListing.History(Bundled.NEWEST, "Project", /* newestFirst= */ true));
        for (ChangeListing listing : lists) {
            List<String> parents = listing instanceof ChangeListing.History
                    ? List.of("project:mount-weld", "project:nobody")
                    : List.of("");
            Read read = read(changes, listing, parents, NOW);
            assertThat(read.pages()).hasSize(parents.size());
            assertThat(read.statements()).isEqualTo(2);
            assertThat(read(kept, listing, parents, NOW)).isEqualTo(read);
            assertThat(read(kept, listing, parents, new Known(Bundled.NEWEST + 1, 0)))
                    .isEqualTo(new Read(read.pages(), read.counts(), 0));
            assertThat(read(kept, listing, parents, new Known(Bundled.NEWEST, 1)))
                    .isEqualTo(read);
        }
    }

    private record Read(
            Map<String, List<Page.Edge<ChangeListing.Change>>> pages, Map<String, Long> counts, int statements) {}

    private Read read(ChangeStore from, ChangeListing listing, List<String> parents, Known known) {
        PageRequest request = PageRequest.of(50, null, null, null);
        Map<String, List<Page.Edge<ChangeListing.Change>>> edges = new TreeMap<>();
        Map<String, Long> counts = new TreeMap<>();
        int run = statements
                .during(() -> {
                    Objects.requireNonNull(
                                    from.pages(listing, request, parents, known).block())
                            .forEach((parent, page) -> edges.put(parent, page.edges()));
                    counts.putAll(Objects.requireNonNull(
                            from.counts(listing, parents, known).block()));
                    return counts;
                })
                .reading();
        return new Read(edges, counts, run);
    }

    /** Returns the scans of the log of changes: the names of their indexes, or the steps of the plan that use none. */
    private List<String> indexes(ChangeListing listing, String... parents) throws SQLException {
        String sql = statements
                .during(() -> changes.pages(listing, PageRequest.of(50, null, null, null), List.of(parents), NOW)
                        .block())
                .executed()
                .stream()
                .filter(executed -> executed.contains("change_log"))
                .findFirst()
                .orElseThrow();
        int parameters = 0;
        while (sql.contains("$" + (parameters + 1))) {
            parameters++;
        }
        List<String> scans = new ArrayList<>();
        try (Connection connection = loading.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = force_generic_plan");
            statement.execute("prepare changes as " + sql);
            String values = String.join(",", Collections.nCopies(parameters, "null"));
            try (ResultSet lines = statement.executeQuery("explain execute changes(" + values + ")")) {
                while (lines.next()) {
                    String line = lines.getString(1).strip();
                    if (line.contains(" on change_log ")) {
                        scans.add(line.replaceFirst(".* using (\\S+) on .*", "$1"));
                    }
                }
            }
            statement.execute("deallocate changes");
            statement.execute("reset plan_cache_mode");
        }
        return scans;
    }
}
