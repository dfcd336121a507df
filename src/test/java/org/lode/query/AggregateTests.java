package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Table;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import org.lode.support.Seed;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Counts, sums and groups equal those of the rows in memory, digit by digit. */
@LodeTest
class AggregateTests extends MadeReleases {
    private static final Seed SEED = Seed.of(AggregateTests.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpGraphQlTester graphQl;
    private final DataPackage data;
    private final List<Memory> releases;

    AggregateTests(HttpGraphQlTester graphQl, DataPackage data) {
        this.graphQl = graphQl;
        this.data = data;
        this.releases = Memory.of(data, RELEASES);
    }

    @Test
    void everyGroupingOfEveryKindEqualsThatOfItsRows() {
        data.shown().forEach(kind -> assertSame(kind, releases.getLast(), each(kind), Map.of()));
    }

    @Test
    @Tag("thorough")
    void everyGroupingInEveryReleaseEqualsThatOfItsRows() {
        for (Memory memory : releases.subList(1, releases.size())) {
            data.shown().forEach(kind -> assertSame(kind, memory, each(kind), Map.of()));
        }
    }

    @Test
    void pairsOfGroupingsAndFiltersEqualThoseOfTheirRows() {
        assertPairs(SEED.random("pairs"), 1);
    }

    @Test
    @Tag("thorough")
    void pairsOfGroupingsAndManyFiltersEqualThoseOfTheirRows() {
        assertPairs(SEED.random("many pairs"), 4);
    }

    private void assertPairs(Random random, int filtersOfEach) {
        RandomFilters filters = new RandomFilters(data, releases, random);
        for (RecordKind kind : data.shown()) {
            List<Grouping> all = groupings(kind);
            List<List<Grouping>> pairs = new ArrayList<>();
            for (Grouping one : all) {
                Grouping other = all.get(random.nextInt(all.size()));
                pairs.add(one.equals(other) ? List.of(one) : List.of(one, other));
            }
            for (int i = 0; i < filtersOfEach; i++) {
                assertSame(kind, releases.get(1 + random.nextInt(releases.size() - 1)), pairs, filters.of(kind, 1));
            }
        }
    }

    @Test
    void figuresBelowParentsAreThoseOfTheirRows() {
        Random random = SEED.random("below");
        data.shown()
                .forEach(kind -> lists(kind).forEach(way -> {
                    List<List<Grouping>> all = each(Question.target(way));
                    List<List<Grouping>> one = List.of(all.get(random.nextInt(all.size())));
                    assertSameBelow(kind, way, releases.get(4 + random.nextInt(2)), one, 50);
                }));
    }

    @Test
    @Tag("thorough")
    void figuresBelowAllParentsAreThoseOfTheirRows() {
        data.shown()
                .forEach(kind -> lists(kind).forEach(way -> {
                    List<List<Grouping>> all = each(Question.target(way));
                    assertSameBelow(kind, way, releases.get(4), all, 500);
                    assertSameBelow(kind, way, releases.get(5), all, 500);
                }));
    }

    @Test
    void moneyByTwoKeysEqualsThatOfItsRows() {
        RecordKind investments = data.record("investments");
        List<List<Grouping>> by = Stream.of(
                        List.of("PROJECT_MINERAL", "VALUE_DATE_YEAR"),
                        List.of("PROJECT_COUNTRY", "AGENCY"),
                        List.of("PROJECT_MINERAL_GROUP", "PROJECT_COUNTRY_REGION", "ANNOUNCED_YEAR"))
                .map(names -> names.stream()
                        .map(name -> Grouping.of(data, investments, name))
                        .toList())
                .toList();
        assertSame(investments, releases.getLast(), by, Map.of());
    }

    /** Order and number of groups, of one key and of two, at the root and below parents. */
    @Test
    void groupsInAnOrderAreTheFirstOfTheirRows() {
        Random random = SEED.random("order");
        Memory memory = releases.getLast();
        for (RecordKind kind : data.shown()) {
            List<Grouping> all = groupings(kind);
            for (String field : words(kind, "GroupOrderField")) {
                List<Grouping> by = new ArrayList<>(List.of(all.get(random.nextInt(all.size()))));
                Grouping other = all.get(random.nextInt(all.size()));
                if (!by.contains(other)) {
                    by.add(other);
                }
                assertOrdered(kind, memory, by, new GroupSorting(field, random), random.nextInt(8));
            }
        }
    }

    private void assertOrdered(RecordKind kind, Memory memory, List<Grouping> by, GroupSorting order, int first) {
        StringBuilder key = new StringBuilder();
        by.forEach(one -> key.append(one.name()).append(one.record() ? " { id } " : " "));
        List<String> names = by.stream().map(Grouping::constant).toList();
        String document =
                "query ($orderBy: [%sGroupOrder!], $first: Int) { list: %s { groups(by: %s, orderBy: $orderBy, first: $first) { key { %s } } all: groups(by: %s, orderBy: $orderBy) { key { %s } } } }"
                        .formatted(kind.type(), kind.plural(), names, key, names, key);
        JsonNode list = GraphQl.data(graphQl.document(document)
                        .variable("orderBy", order.orderBy())
                        .variable("first", first)
                        .execute())
                .path("list");
        List<Map<String, Object>> expected = order.sorted(kind, Grouping.groups(by, memory, memory.rows(kind))).stream()
                .map(values -> Map.<String, Object>of("key", Grouping.key(by, values)))
                .toList();
        String told = "%s by %s, %s, %s".formatted(kind.name(), names, order.orderBy(), SEED);
        assertThat(list.path("all")).as(told).isEqualTo(JSON.readTree(JSON.writeValueAsString(expected)));
        assertThat(list.path("groups"))
                .as(told)
                .isEqualTo(JSON.readTree(
                        JSON.writeValueAsString(expected.stream().limit(first).toList())));
    }

    @Test
    void theFirstGroupsBelowParentsAreThoseOfEach() {
        Memory memory = releases.getLast();
        RecordKind countries = data.record("countries");
        RecordKind projects = data.record("projects");
        Relation way = data.relations(countries).stream()
                .filter(relation -> relation.name().equals("projects"))
                .findFirst()
                .orElseThrow();
        List<Grouping> by = List.of(Grouping.of(data, projects, "MINERAL"));
        GroupSorting order = new GroupSorting("COUNT", "DESC", null);
        JsonNode nodes = GraphQl.data(graphQl.document("""
                        query ($orderBy: [ProjectGroupOrder!]) { countries(first: 500) { nodes { projects {
                          groups(by: [MINERAL], orderBy: $orderBy, first: 2) { key { mineral { id } } } } } } }
                        """)
                        .variable("orderBy", order.orderBy())
                        .execute())
                .path("countries")
                .path("nodes");
        List<Memory.Row> parents = memory.rows(countries);
        assertThat(nodes).hasSameSizeAs(parents);
        for (int i = 0; i < parents.size(); i++) {
            List<Map<String, Object>> expected =
                    order.sorted(projects, Grouping.groups(by, memory, memory.related(parents.get(i), way))).stream()
                            .limit(2)
                            .map(values -> Map.<String, Object>of("key", Grouping.key(by, values)))
                            .toList();
            assertThat(nodes.path(i).path("projects").path("groups"))
                    .as(parents.get(i).id())
                    .isEqualTo(JSON.readTree(JSON.writeValueAsString(expected)));
        }
    }

    private List<Relation> lists(RecordKind kind) {
        return data.relations(kind).stream().filter(Question::isList).toList();
    }

    private void assertSame(RecordKind kind, Memory memory, List<List<Grouping>> by, Map<String, Object> filter) {
        String document = "query ($filter: %sFilter!, $at: ReleaseRef!) { list: %s(filter: $filter, at: $at) %s }"
                .formatted(kind.type(), kind.plural(), figures(kind, by));
        Meaning meaning = new Meaning(data, memory);
        List<Memory.Row> rows = memory.rows(kind).stream()
                .filter(row -> meaning.holds(row, filter))
                .toList();
        JsonNode data = GraphQl.data(graphQl.document(document)
                .variable("filter", filter)
                .variable("at", Map.of("sequence", memory.sequence()))
                .execute());
        assertThat(data.path("list"))
                .as("%s of release %d, filter %s, %s", kind.name(), memory.sequence(), filter, SEED)
                .isEqualTo(expected(kind, memory, by, rows));
    }

    private void assertSameBelow(RecordKind kind, Relation way, Memory memory, List<List<Grouping>> by, int most) {
        Table table = Question.target(way);
        String document = "query ($at: ReleaseRef!) { parents: %s(first: %d, at: $at) { nodes { list: %s %s } } }"
                .formatted(kind.plural(), most, way.name(), figures(table, by));
        List<Memory.Row> parents = memory.rows(kind).stream().limit(most).toList();
        JsonNode nodes = GraphQl.data(graphQl.document(document)
                        .variable("at", Map.of("sequence", memory.sequence()))
                        .execute())
                .path("parents")
                .path("nodes");
        assertThat(nodes).hasSameSizeAs(parents);
        for (int i = 0; i < parents.size(); i++) {
            assertThat(nodes.path(i).path("list"))
                    .as("%s of %s in release %d, %s", way.name(), parents.get(i).id(), memory.sequence(), SEED)
                    .isEqualTo(expected(table, memory, by, memory.related(parents.get(i), way)));
        }
    }

    private static JsonNode expected(Table table, Memory memory, List<List<Grouping>> by, List<Memory.Row> rows) {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("totalCount", rows.size());
        expected.put("aggregate", Figures.of(table, rows));
        for (int i = 0; i < by.size(); i++) {
            List<Grouping> keys = by.get(i);
            List<Map<String, Object>> groups = new ArrayList<>();
            Grouping.groups(keys, memory, rows)
                    .forEach((key, found) ->
                            groups.add(Map.of("key", Grouping.key(keys, key), "aggregate", Figures.of(table, found))));
            expected.put("by" + i, groups);
        }
        return JSON.readTree(JSON.writeValueAsString(expected));
    }

    /** The selection of all figures of a list, with groups under the aliases by0, by1 and so on. */
    private static String figures(Table table, List<List<Grouping>> by) {
        StringBuilder aggregate = new StringBuilder("aggregate { count ");
        if (table instanceof RecordKind kind) {
            kind.aggregates()
                    .forEach(
                            sum -> aggregate.append(sum.name()).append(" { sum min max avg known missing excluded } "));
        }
        aggregate.append("} ");
        StringBuilder all = new StringBuilder("{ totalCount ").append(aggregate);
        for (int i = 0; i < by.size(); i++) {
            StringBuilder key = new StringBuilder();
            by.get(i).forEach(one -> key.append(one.name()).append(one.record() ? " { id: recordId } " : " "));
            List<String> names = by.get(i).stream().map(Grouping::constant).toList();
            all.append("by%d: groups(by: %s) { key { %s } %s } ".formatted(i, names, key, aggregate));
        }
        return all.append("}").toString();
    }

    private List<List<Grouping>> each(Table table) {
        return groupings(table).stream().map(List::of).toList();
    }

    /** All groupings that the schema offers for a table. */
    private List<Grouping> groupings(Table table) {
        return words(table, "GroupBy").stream()
                .map(name -> Grouping.of(data, table, name))
                .toList();
    }

    private List<String> words(Table table, String type) {
        return graphQl.document("{ __type(name: \"%s%s\") { enumValues { name } } }".formatted(Term.type(table), type))
                .execute()
                .path("__type.enumValues[*].name")
                .entityList(String.class)
                .hasSizeGreaterThan(0)
                .get();
    }
}
