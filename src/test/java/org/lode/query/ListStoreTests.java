package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.query.Page.PageRequest;
import org.lode.query.RowStore.Known;
import org.lode.support.Bundled;
import org.lode.support.LodeTest;
import org.lode.support.Statements;

/** Pages bring their rows with them while most are not kept, and totals of whole tables are read once. */
@Isolated("other classes send requests to the same Lode")
@LodeTest
class ListStoreTests {
    private static final Known NOW = new Known(Bundled.NEWEST, 0);
    private static final long ENOUGH = 10_000_000;
    private static final long NO_PAGES = 0;

    private final DataPackage data;
    private final ReadStore store;
    private final Statements statements;
    private final RecordKind projects;

    ListStoreTests(DataPackage data, ReadStore store, Statements statements) {
        this.data = data;
        this.store = store;
        this.statements = statements;
        this.projects = data.record("projects");
    }

    private Listing all(Map<String, ?> filter) {
        return new Listing(projects, null, Bundled.NEWEST, filter, new Order(List.of()));
    }

    private Page<ListStore.Item> page(ListStore lists, Row.Detail need) {
        return page(lists, need, /* counted= */ false);
    }

    private Page<ListStore.Item> page(ListStore lists, Row.Detail need, boolean counted) {
        return page(lists, all(Map.of()), new ListStore.Selection(need, /* positions= */ false, counted, NOW));
    }

    private static Page<ListStore.Item> page(ListStore lists, Listing listing, ListStore.Selection wish) {
        PageRequest request = PageRequest.of(40, null, null, null);
        return Objects.requireNonNull(Objects.requireNonNull(
                        lists.pages(listing, request, wish, List.of("")).block())
                .get(""));
    }

    private static List<@Nullable Row> rows(Page<ListStore.Item> page) {
        return page.nodes().stream().<@Nullable Row>map(ListStore.Item::row).toList();
    }

    @Test
    void rowsComeWithTheirPageOnceMostAreNotKept() {
        ListStore lists = new ListStore(data, store, new RowStore(data, store, ENOUGH), NO_PAGES);
        assertThat(rows(page(lists, Row.Detail.VERSION))).hasSize(40).containsOnlyNulls();
        List<@Nullable Row> read = rows(page(lists, Row.Detail.VERSION));
        assertThat(read).hasSize(40).doesNotContainNull();
        Statements.Run<Page<ListStore.Item>> kept = statements.during(() -> page(lists, Row.Detail.VERSION));
        assertThat(rows(kept.result())).isEqualTo(read);
        assertThat(kept.executed()).singleElement().asString().contains("row_hash");
        Statements.Run<Page<ListStore.Item>> ids = statements.during(() -> page(lists, Row.Detail.VERSION));
        assertThat(rows(ids.result())).isEqualTo(read);
        assertThat(ids.executed()).singleElement().asString().doesNotContain("row_hash");
    }

    @Test
    void rowsOfAPageAreThoseThatAreReadByTheirIds() {
        assertRowsAreThoseReadByTheirIds(all(Map.of()));
    }

    @Test
    void rowsOfAFilteredPageAreThoseThatAreReadByTheirIds() {
        Map<String, ?> filter = Map.of("country", Map.of("code", Map.of("ne", "JP")));
        Order.Key name = new Order.Key.Own(projects.field("name"));
        for (boolean descending : new boolean[] {true, false}) {
            Order byName = new Order(List.of(new Order.Term(name, descending, /* nullsFirst= */ false)));
            assertRowsAreThoseReadByTheirIds(new Listing(projects, null, Bundled.NEWEST, filter, byName));
        }
    }

    private void assertRowsAreThoseReadByTheirIds(Listing listing) {
        RowStore none = new RowStore(data, store, 0);
        ListStore lists = new ListStore(data, store, none, NO_PAGES);
        Row.Detail need = Row.Detail.whole(projects, /* title= */ true);
        ListStore.Selection all = new ListStore.Selection(need, /* positions= */ true, /* counted= */ false, NOW);
        Page<ListStore.Item> first = page(lists, listing, all);
        for (int run = 0; run < 3; run++) {
            Page<ListStore.Item> page = page(lists, listing, all);
            List<@Nullable Row> rows = rows(page);
            assertThat(page.edges().stream().map(Page.Edge::cursor))
                    .isEqualTo(first.edges().stream().map(Page.Edge::cursor).toList());
            assertThat(page.nodes().stream().map(ListStore.Item::id))
                    .isEqualTo(first.nodes().stream().map(ListStore.Item::id).toList());
            assertThat(rows).hasSize(40).doesNotContainNull();
            List<String> ids =
                    rows.stream().map(row -> Objects.requireNonNull(row).id()).toList();
            Map<String, Row> read = Objects.requireNonNull(
                    none.read(projects, ids, Bundled.NEWEST, need, NOW).block());
            for (Row row : rows) {
                Row other = Objects.requireNonNull(
                        read.get(Objects.requireNonNull(row).id()));
                assertThat(row.since()).isEqualTo(other.since());
                assertThat(row.hash()).isEqualTo(other.hash());
                assertThat(row.title(Bundled.NEWEST)).isNotNull().isEqualTo(other.title(Bundled.NEWEST));
                for (int i = 0; i < projects.fields().size(); i++) {
                    assertThat(row.json(i)).isEqualTo(other.json(i));
                    assertThat(row.reference(i)).isEqualTo(other.reference(i));
                }
            }
        }
    }

    @Test
    void onlySelectedColumnsAreReadOfRowsThatAreNotKept() {
        RowStore none = new RowStore(data, store, 0);
        ListStore lists = new ListStore(data, store, none, NO_PAGES);
        Field name = projects.field("name");
        int place = projects.fields().indexOf(name);
        Row.Detail need = Row.Detail.of(projects, Stream.of(name));
        Statements.Run<Page<ListStore.Item>> page = statements.during(() -> page(lists, need));
        assertThat(page.executed())
                .singleElement()
                .asString()
                .contains("\"name\"")
                .doesNotContain("row_hash", "status");
        List<String> ids =
                page.result().nodes().stream().map(ListStore.Item::id).toList();
        Statements.Run<Map<String, Row>> byId = statements.during(() -> Objects.requireNonNull(
                none.read(projects, ids, Bundled.NEWEST, need, NOW).block()));
        assertThat(byId.executed()).singleElement().asString().doesNotContain("row_hash", "status");
        for (Row row : rows(page.result())) {
            byte[] json = Objects.requireNonNull(row).json(place);
            assertThat(json)
                    .isNotNull()
                    .isEqualTo(
                            Objects.requireNonNull(byId.result().get(row.id())).json(place));
        }
    }

    @Test
    void pagesOfIdsAloneNeedNoRows() {
        ListStore lists = new ListStore(data, store, new RowStore(data, store, ENOUGH), NO_PAGES);
        for (int run = 0; run < 3; run++) {
            Statements.Run<Page<ListStore.Item>> page = statements.during(() -> page(lists, Row.Detail.ID));
            assertThat(rows(page.result())).hasSize(40).doesNotContainNull();
            assertThat(page.executed()).singleElement().asString().doesNotContain("row_hash");
        }
    }

    /** Investments of projects, two a page with cursors and counts: kept pages are those that a store without them reads. */
    @Test
    void pagesAreKeptUntilANotice() {
        ListStore lists = new ListStore(data, store, new RowStore(data, store, ENOUGH), ENOUGH);
        List<String> parents = page(lists, Row.Detail.ID).nodes().stream()
                .map(ListStore.Item::id)
                .toList();
        List<String> some = parents.subList(0, 20);
        assertThat(below(lists, some, NOW)).isEqualTo(new Pages(belowUnkept(some), 1));
        assertThat(below(lists, some.reversed(), NOW)).isEqualTo(new Pages(belowUnkept(some), 0));
        assertThat(below(lists, parents, NOW)).isEqualTo(new Pages(belowUnkept(parents), 1));
        assertThat(below(lists, parents, NOW).statements()).isZero();
        assertThat(below(lists, some, new Known(Bundled.NEWEST, 1)).statements())
                .isOne();
        assertThat(below(lists, some, new Known(Bundled.NEWEST + 1, 1)).statements())
                .isZero();
    }

    @Test
    void pagesTakeNoMoreThanTheirSize() {
        PageCache<String, String> pages = new PageCache<>(2_000);
        for (int page = 0; page < 1_000; page++) {
            pages.keep("page " + page, "(id,1)", 20);
            assertThat(pages.weight()).isLessThanOrEqualTo(2_000);
        }
        assertThat(pages.weight()).isGreaterThan(1_000);
        for (int run = 0; run < 100; run++) {
            pages.keep("large", "", 3_000);
            assertThat(pages.find("large")).isNull();
        }
        assertThat(pages.weight()).isLessThanOrEqualTo(2_000);
    }

    /** The pages as text, and how many statements read them. */
    private record Pages(Map<String, String> pages, int statements) {}

    private Map<String, String> belowUnkept(List<String> parents) {
        ListStore lists = new ListStore(data, store, new RowStore(data, store, ENOUGH), NO_PAGES);
        Pages read = below(lists, parents, NOW);
        assertThat(read.statements()).isOne();
        assertThat(read.pages()).hasSize(parents.size());
        assertThat(read.pages().values()).anyMatch(page -> page.contains("investment:"));
        return read.pages();
    }

    private Pages below(ListStore lists, List<String> parents, Known known) {
        Relation.Many investments = data.relations(projects).stream()
                .filter(relation -> relation.name().equals("investments"))
                .map(Relation.Many.class::cast)
                .findFirst()
                .orElseThrow();
        Listing listing =
                new Listing(investments.target(), investments, Bundled.NEWEST, Map.of(), new Order(List.of()));
        ListStore.Selection wish =
                new ListStore.Selection(Row.Detail.ID, /* positions= */ true, /* counted= */ true, known);
        var run = statements.during(
                () -> Objects.requireNonNull(lists.pages(listing, PageRequest.of(2, null, null, null), wish, parents)
                        .block()));
        Map<String, String> pages = new TreeMap<>();
        run.result()
                .forEach((parent, page) -> pages.put(
                        parent,
                        "%s %s %s %s %s"
                                .formatted(
                                        page.total().count(),
                                        page.hasPrevious(),
                                        page.hasNext(),
                                        page.nodes().stream()
                                                .map(ListStore.Item::id)
                                                .toList(),
                                        page.edges().stream()
                                                .map(Page.Edge::cursor)
                                                .toList())));
        return new Pages(pages, run.reading());
    }

    @Test
    void totalsAreKeptUntilANotice() {
        ListStore lists = new ListStore(data, store, new RowStore(data, store, ENOUGH), NO_PAGES);
        long count = page(lists, Row.Detail.ID, /* counted= */ true).total().count();
        assertThat(count).isGreaterThan(100);
        assertThat(totals(lists, Map.of(), NOW)).isEqualTo(new Counted(count, 0));
        assertThat(totals(lists, Map.of(), new Known(Bundled.NEWEST, 1))).isEqualTo(new Counted(count, 1));
        assertThat(totals(lists, Map.of(), new Known(Bundled.NEWEST + 1, 1))).isEqualTo(new Counted(count, 0));
        Map<String, ?> filter = Map.of("name", Map.of("isNull", false));
        assertThat(totals(lists, filter, NOW)).isEqualTo(new Counted(count, 1));
        assertThat(totals(lists, filter, NOW)).isEqualTo(new Counted(count, 0));
        assertThat(totals(lists, Map.of("name", Map.of("isNull", true)), NOW)).isEqualTo(new Counted(0, 1));
        String text = "x".repeat(2_000);
        Map<String, ?> longer = Map.of("name", Map.of("notIn", List.of(text)));
        assertThat(totals(lists, longer, NOW)).isEqualTo(new Counted(count, 1));
        assertThat(totals(lists, longer, NOW)).isEqualTo(new Counted(count, 1));
    }

    private record Counted(long count, int statements) {}

    private Counted totals(ListStore lists, Map<String, ?> filter, Known known) {
        var run = statements.during(() -> Objects.requireNonNull(
                lists.totals(all(filter), List.of(), List.of(""), known).block()));
        return new Counted(Objects.requireNonNull(run.result().get("")).count(), run.reading());
    }
}
