package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import org.lode.support.Seed;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** Pages, forward and backward, make up the list that filter and order mean; the oracle sorts rows in memory. */
@LodeTest
class PagingTests extends MadeReleases {
    private static final Seed SEED = Seed.of(PagingTests.class);
    private static final int PAGES = 8;

    private final HttpGraphQlTester graphQl;
    private final DataPackage data;
    private final List<Memory> releases;

    PagingTests(HttpGraphQlTester graphQl, DataPackage data) {
        this.graphQl = graphQl;
        this.data = data;
        this.releases = Memory.of(data, RELEASES);
    }

    @Test
    void pagesMakeUpTheListInEitherDirection() {
        Random random = SEED.random("roots");
        data.shown().forEach(kind -> walk(kind, random));
    }

    @Test
    @Tag("thorough")
    void pagesMakeUpManyListsInEitherDirection() {
        Random random = SEED.random("many roots");
        for (int i = 0; i < 60; i++) {
            walk(data.shown().get(random.nextInt(data.shown().size())), random);
        }
    }

    private void walk(RecordKind kind, Random random) {
        Memory memory = releases.get(1 + random.nextInt(releases.size() - 1));
        walk(Question.root(kind), memory, memory.rows(kind), kind.name(), random);
    }

    @Test
    void pagesBelowAParentMakeUpItsList() {
        Random random = SEED.random("parent");
        for (RecordKind kind : data.shown()) {
            List<Relation> ways = lists(kind);
            if (!ways.isEmpty()) {
                walkBelow(kind, ways.get(random.nextInt(ways.size())), 1, random);
            }
        }
    }

    @Test
    @Tag("thorough")
    void pagesOfEveryWayBelowAParentMakeUpItsList() {
        Random random = SEED.random("parents");
        data.shown().forEach(kind -> lists(kind).forEach(way -> walkBelow(kind, way, 2, random)));
    }

    private void walkBelow(RecordKind kind, Relation way, int count, Random random) {
        Memory memory = releases.get(3 + random.nextInt(4));
        List<Memory.Row> parents = memory.rows(kind).stream()
                .filter(parent -> memory.related(parent, way).size() > 1)
                .toList();
        for (int i = 0; i < count && !parents.isEmpty(); i++) {
            Memory.Row parent = parents.get(random.nextInt(parents.size()));
            Question question = Question.below(kind, parent.id(), way).at(memory.sequence());
            walk(question, memory, memory.related(parent, way), parent.id() + "." + way.name(), random);
        }
    }

    @Test
    @Tag("thorough")
    void pagesInTheOrderOfOtherRowsMakeUpTheList() {
        walkByOtherRows(SEED.random("other rows"), 1);
    }

    @Test
    @Tag("thorough")
    void pagesInEveryOrderOfOtherRowsMakeUpTheList() {
        walkByOtherRows(SEED.random("all other rows"), Integer.MAX_VALUE);
    }

    /** Walks forward and back in the order of so many words of each kind that lead to other rows. */
    private void walkByOtherRows(Random random, int most) {
        Memory memory = releases.getLast();
        for (RecordKind kind : data.shown()) {
            List<Memory.Row> rows = memory.rows(kind);
            List<Sorting> orders = new ArrayList<>(Sorting.related(data, kind, random));
            Collections.shuffle(orders, random);
            for (Sorting order : orders.stream().limit(most).toList()) {
                Question question = Question.root(kind).at(memory.sequence()).with("orderBy", order.orderBy());
                Walk walk = new Walk(graphQl, question, order.ids(memory, rows), kind.name() + " " + SEED);
                int size = Math.min(500, rows.size() / 2 + 1);
                walk.forward(size);
                walk.backward(size);
            }
        }
    }

    @Test
    void firstPagesBelowManyParentsAreThoseOfEach() {
        Random random = SEED.random("many");
        for (RecordKind kind : data.shown()) {
            for (Relation way : lists(kind)) {
                Sorting order = Sorting.any(data, Question.target(way), random);
                assertPagesBelowAll(kind, way, order, random.nextInt(4), random.nextBoolean() ? "first" : "last");
            }
        }
    }

    private void assertPagesBelowAll(RecordKind kind, Relation way, Sorting order, int size, String end) {
        String document = """
                query ($orderBy: [%sOrder!], $size: Int) { parents: %s(first: 500) { nodes {
                  id list: %s(%s: $size, orderBy: $orderBy) { nodes { id } pageInfo { hasPreviousPage hasNextPage } }
                } } }
                """.formatted(Term.type(Question.target(way)), kind.plural(), way.name(), end);
        JsonNode parents = GraphQl.data(graphQl.document(document)
                        .variable("orderBy", order.orderBy())
                        .variable("size", size)
                        .execute())
                .path("parents")
                .path("nodes");
        Memory memory = releases.getLast();
        List<Memory.Row> rows = memory.rows(kind).stream().limit(500).toList();
        assertThat(parents).hasSameSizeAs(rows);
        boolean first = end.equals("first");
        for (int i = 0; i < rows.size(); i++) {
            List<String> whole = order.ids(memory, memory.related(rows.get(i), way));
            int cut = Math.min(size, whole.size());
            List<String> page = first ? whole.subList(0, cut) : whole.subList(whole.size() - cut, whole.size());
            String told =
                    "%s of %s, %s %d, %s, %s".formatted(way.name(), rows.get(i).id(), end, size, order.orderBy(), SEED);
            JsonNode list = parents.path(i).path("list");
            JsonNode info = list.path("pageInfo");
            assertThat(Lists.ids(list)).as(told).isEqualTo(page);
            assertThat(info.path("hasNextPage").asBoolean()).as(told).isEqualTo(first && cut < whole.size());
            assertThat(info.path("hasPreviousPage").asBoolean()).as(told).isEqualTo(!first && cut < whole.size());
        }
    }

    /** Walks rows of one table in a random order, filtered or not. */
    private void walk(Question question, Memory memory, List<Memory.Row> rows, String told, Random random) {
        List<Memory.Row> found = rows;
        Question asked = question.at(memory.sequence());
        Sorting order = new Sorting(List.of());
        if (!rows.isEmpty() && random.nextBoolean()) {
            Map<String, Object> filter =
                    new RandomFilters(data, releases, random).of(rows.getFirst().table(), 1);
            Meaning meaning = new Meaning(data, memory);
            found = rows.stream().filter(row -> meaning.holds(row, filter)).toList();
            asked = asked.with("filter", filter);
        }
        if (!rows.isEmpty() && random.nextInt(6) > 0) {
            order = Sorting.any(data, rows.getFirst().table(), random);
            asked = asked.with("orderBy", order.orderBy());
        }
        Walk walk = new Walk(graphQl, asked, order.ids(memory, found), told + " " + SEED);
        walk.forward(size(found.size(), random));
        walk.backward(size(found.size(), random));
        walk.between(random);
    }

    /** A size that makes few pages. */
    private static int size(int rows, Random random) {
        return Math.min(500, Math.max(1 + random.nextInt(4), rows / PAGES + random.nextInt(3) + 1));
    }

    private List<Relation> lists(RecordKind kind) {
        return data.relations(kind).stream().filter(Question::isList).toList();
    }
}
