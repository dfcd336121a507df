package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.query.ListStore;
import org.lode.query.Listing;
import org.lode.query.Order;
import org.lode.query.Page.PageRequest;
import org.lode.query.Row;
import org.lode.query.RowStore.Known;
import org.lode.support.Bundled;
import org.lode.support.LodeTest;
import org.lode.support.Statements;

/** An index serves each order of a list of records by a field of their own, so that its first rows need no sort of all rows. */
@Isolated("other classes send requests to the same Lode")
@LodeTest
class OrderIndexTests {
    private static final Known NOW = new Known(Bundled.NEWEST, 0);

    private final DataPackage data;
    private final ListStore lists;
    private final Statements statements;
    private final DataSource loading;

    OrderIndexTests(DataPackage data, ListStore lists, Statements statements, DataSource loading) {
        this.data = data;
        this.lists = lists;
        this.statements = statements;
        this.loading = loading;
    }

    @Test
    void noOrderByAnOwnFieldSortsAllRows() throws SQLException {
        List<String> sorting = new ArrayList<>();
        int orders = 0;
        try (Connection connection = loading.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set enable_sort = off");
            statement.execute("set enable_seqscan = off");
            for (RecordKind kind : data.shown()) {
                for (Order.Key key : OrderKeys.all(data, kind).values()) {
                    if (!(key instanceof Order.Key.Own)) {
                        continue;
                    }
                    for (boolean descending : new boolean[] {false, true}) {
                        for (boolean nullsFirst : new boolean[] {false, true}) {
                            Order order = new Order(List.of(new Order.Term(key, descending, nullsFirst)));
                            orders++;
                            if (plan(statement, kind, order)
                                    .lines()
                                    .anyMatch(line -> line.matches("[ >-]*Sort  [(].*"))) {
                                sorting.add(kind.name() + " " + order.canonical());
                            }
                        }
                    }
                }
            }
        }
        assertThat(orders).isGreaterThan(100);
        assertThat(sorting).isEmpty();
    }

    /** The plan of the statement for a page; the release is its only value. */
    private String plan(Statement statement, RecordKind kind, Order order) throws SQLException {
        Listing listing = new Listing(kind, null, Bundled.NEWEST, Map.of(), order);
        ListStore.Selection wish =
                new ListStore.Selection(Row.Detail.ID, /* positions= */ false, /* counted= */ false, NOW);
        String sql = statements
                .during(() -> lists.pages(listing, PageRequest.of(3, null, null, null), wish, List.of(""))
                        .block())
                .executed()
                .stream()
                .filter(executed -> executed.contains("string_agg"))
                .findFirst()
                .orElseThrow();
        StringBuilder plan = new StringBuilder();
        try (ResultSet lines = statement.executeQuery("explain " + sql.replace("$1", String.valueOf(Bundled.NEWEST)))) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}
