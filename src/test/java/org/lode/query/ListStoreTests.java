package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
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

    /** Projects with their operators, and those with their countries: of a plain list, of a filter over two tables, and by their ids. */
    @Test
    void rowsThatReferencesLeadToComeWithTheRowsThatAreNotKept() {
        RowStore none = new RowStore(data, store, 0);
        ListStore lists = new ListStore(data, store, none, NO_PAGES);
        RecordKind organizations = data.record("organizations");
        RecordKind countries = data.record("countries");
        Row.Detail country = Row.Detail.of(countries, Stream.of(countries.field("name")));
        Row.Detail operator = led(organizations, "country_id", countries, country)
                .and(Row.Detail.of(organizations, Stream.of(organizations.field("name"))))
                .and(Row.Detail.HASH);
        Row.Detail need = led(projects, "operator_id", organizations, operator).and(Row.Detail.TITLE);
        Map<String, ?> elsewhere = Map.of("country", Map.of("code", Map.of("ne", "JP")));
        Order byName = new Order(List.of(new Order.Term(
                new Order.Key.Own(projects.field("name")), /* descending= */ true, /* nullsFirst= */ false)));
        ListStore.Selection selection = new ListStore.Selection(need, /* positions= */ true, /* counted= */ true, NOW);
        for (Listing listing : List.of(all(Map.of()), new Listing(projects, null, Bundled.NEWEST, elsewhere, byName))) {
            Statements.Run<Page<ListStore.Item>> page = statements.during(() -> page(lists, listing, selection));
            assertThat(page.executed()).hasSize(1);
            Page<ListStore.Item> ids = page(lists, listing, new ListStore.Selection(Row.Detail.ID, true, true, NOW));
            assertThat(page.result().nodes().stream().map(ListStore.Item::id).toList())
                    .isEqualTo(ids.nodes().stream().map(ListStore.Item::id).toList());
            List<Row> rows = new ArrayList<>();
            rows(page.result()).forEach(row -> rows.add(Objects.requireNonNull(row)));
            List<Row> operators = targets(none, rows, place(projects, "operator_id"), organizations, operator);
            targets(none, operators, place(organizations, "country_id"), countries, country);
            List<String> found = rows.stream().map(Row::id).toList();
            Statements.Run<Map<String, Row>> byId = statements.during(() -> read(none, projects, found, need));
            assertThat(byId.executed()).hasSize(1);
            assertThat(targets(none, byId.result().values(), place(projects, "operator_id"), organizations, operator))
                    .hasSameSizeAs(operators);
        }
    }

    private static int place(RecordKind kind, String field) {
        return kind.fields().indexOf(kind.field(field));
    }

    private static Row.Detail led(RecordKind kind, String field, RecordKind to, Row.Detail selected) {
        return Row.Detail.of(kind, Stream.of(kind.field(field)))
                .and(Row.Detail.ofTarget(place(kind, field), to, selected));
    }

    private static Map<String, Row> read(RowStore rows, RecordKind kind, List<String> ids, Row.Detail need) {
        return Objects.requireNonNull(
                rows.read(kind, ids, Bundled.NEWEST, need, NOW).block());
    }

    /** Compares the row that each reference leads to with the one that is read by its id, and returns these rows. */
    private static List<Row> targets(
            RowStore store, Collection<Row> rows, int place, RecordKind kind, Row.Detail selected) {
        List<Row> targets = new ArrayList<>();
        for (Row row : rows) {
            String id = row.reference(place);
            Row target = row.target(place);
            assertThat(target == null).isEqualTo(id == null);
            if (id != null && target != null) {
                Row other = Objects.requireNonNull(
                        read(store, kind, List.of(id), selected).get(id));
                assertThat(target.id()).isEqualTo(id);
                assertThat(target.since()).isEqualTo(other.since());
                assertThat(target.hash()).isEqualTo(other.hash());
                for (int i = 0; i < kind.fields().size(); i++) {
                    assertThat(target.json(i)).isEqualTo(other.json(i));
                    assertThat(target.reference(i)).isEqualTo(other.reference(i));
                }
                targets.add(target);
            }
        }
        assertThat(targets).isNotEmpty();
        return targets;
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
