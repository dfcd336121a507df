package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lode.mirror.Mirror;
import org.lode.mirror.Mirroring;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.support.Bundled;
import org.lode.support.DatasetCopy;
import org.lode.support.Edition;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.lode.support.Replay;
import org.lode.support.Seed;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** A list that a client began in one release ends in it, although another is published between two pages. */
@LodeTest
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("thorough")
class PagingOverReleasesTests {
    private static final Seed SEED = Seed.of(PagingOverReleasesTests.class);
    private static final DatasetCopy DATASET = DatasetCopy.make();
    private static final List<String> EDITED = List.of("projects", "citations", "sources");
    private static final int NEW = Bundled.NEWEST + 1;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int LISTS = 60;
    private static final int SOME = 20;

    private final HttpGraphQlTester graphQl;
    private final DataPackage data;
    private final Mirror mirror;
    private final Memory before;
    private final List<Begun> begun = new ArrayList<>();
    private final List<Begun> belowParents = new ArrayList<>();
    private final JsonNode begunFeed;

    PagingOverReleasesTests(HttpGraphQlTester graphQl, DataPackage data, Mirror mirror) {
        this.graphQl = graphQl;
        this.data = data;
        this.mirror = mirror;
        this.before = Memory.of(data, Replay.bundled().getLast());
        this.begunFeed = feed(Map.of("first", 500));
    }

    /** A list whose first or last page was read in the newest bundled release. */
    private record Begun(Question question, List<String> whole, boolean backward, Question.Answer first) {}

    @DynamicPropertySource
    static void ownDataset(DynamicPropertyRegistry properties) {
        properties.add("lode.origin", () -> DATASET.folder().toString());
    }

    @BeforeAll
    void publishBetweenPages() {
        Random random = SEED.random("lists");
        RandomFilters filters = new RandomFilters(data, List.of(before), random);
        for (int i = 0; i < LISTS; i++) {
            RecordKind kind = i % 2 == 0
                    ? data.record(EDITED.get(i / 2 % EDITED.size()))
                    : data.shown().get(random.nextInt(data.shown().size()));
            Map<String, Object> filter = random.nextBoolean() ? Map.of() : filters.of(kind, 1);
            Meaning meaning = new Meaning(data, before);
            List<Memory.Row> rows = before.rows(kind).stream()
                    .filter(row -> meaning.holds(row, filter))
                    .toList();
            begun.add(begin(Question.root(kind).with("filter", filter), rows, random));
        }
        for (RecordKind kind : List.of(data.record("projects"), data.record("organizations"))) {
            data.relations(kind).stream()
                    .filter(way -> way instanceof Relation.ToMany)
                    .forEach(way -> beginBelow(kind, way, random));
        }
        new Edition(DATASET).first();
        int newest = Mirroring.again(mirror);
        await().atMost(PATIENCE)
                .until(() -> graphQl.document("{ release { sequence } }")
                                .execute()
                                .path("release.sequence")
                                .entity(Integer.class)
                                .get()
                        == newest);
    }

    private void beginBelow(RecordKind kind, Relation way, Random random) {
        before.rows(kind).stream()
                .filter(parent -> before.related(parent, way).size() > 3)
                .limit(3)
                .forEach(parent -> belowParents.add(
                        begin(Question.below(kind, parent.id(), way), before.related(parent, way), random)));
    }

    private Begun begin(Question question, List<Memory.Row> rows, Random random) {
        Sorting order = rows.isEmpty()
                ? new Sorting(List.of())
                : Sorting.any(data, rows.getFirst().table(), random);
        boolean backward = random.nextInt(3) == 0;
        Question asked = question.with("orderBy", order.orderBy())
                .with(backward ? "last" : "first", Math.min(400, rows.size() / 3 + 1));
        return new Begun(asked, order.ids(before, rows), backward, asked.ask(graphQl));
    }

    @Test
    void theLatestReleaseIsTheNewOne() {
        graphQl.document("{ release { sequence } }")
                .execute()
                .path("release.sequence")
                .entity(Integer.class)
                .isEqualTo(NEW);
        Memory now = Memory.of(data, Replay.of(DATASET.folder()).get(NEW));
        for (RecordKind kind : data.shown()) {
            assertThat(new Lists(graphQl, data).filtered(kind, NEW, Map.of()).ids())
                    .isEqualTo(now.rows(kind).stream().map(Memory.Row::id).toList());
        }
        graphQl.document("{ projects(filter: {id: {eq: \"project:mm-between\"}}) { totalCount } }")
                .execute()
                .path("projects.totalCount")
                .entity(Integer.class)
                .isEqualTo(1);
    }

    @Test
    void pagesStayOnTheReleaseOfPageOne() {
        begun.stream().limit(SOME).forEach(list -> assertEndsAsItBegan(list, list.question()));
    }

    @Test
    void namingTheReleaseOfPageOneIsTheSame() {
        begun.stream()
                .limit(SOME)
                .forEach(list -> assertEndsAsItBegan(list, list.question().at(NEW - 1)));
        belowParents.forEach(list -> assertEndsAsItBegan(list, list.question().at(NEW - 1)));
    }

    @Test
    void pagesOfManyListsStayOnTheReleaseOfPageOne() {
        begun.forEach(list -> {
            assertEndsAsItBegan(list, list.question());
            assertEndsAsItBegan(list, list.question().at(NEW - 1));
        });
    }

    private void assertEndsAsItBegan(Begun list, Question question) {
        List<String> ids = new ArrayList<>(list.first().nodes());
        Question.Answer page = list.first();
        while (list.backward() ? page.hasPrevious() : page.hasNext()) {
            String cursor = String.valueOf(list.backward() ? page.start() : page.end());
            page = question.with(list.backward() ? "before" : "after", cursor).ask(graphQl);
            assertThat(page.totalCount()).isEqualTo(list.whole().size());
            ids.addAll(list.backward() ? 0 : ids.size(), page.nodes());
        }
        assertThat(ids).as("%s %s", question, SEED).isEqualTo(list.whole());
    }

    @Test
    void aCursorOfAnotherReleaseThanTheOneNamedIsRefused() {
        int refused = 0;
        for (Begun list : begun) {
            refused += list.first().cursors().isEmpty()
                    ? 0
                    : assertRefused(list, list.question().at(NEW));
            refused += list.first().cursors().isEmpty()
                    ? 0
                    : assertRefused(list, list.question().at(NEW - 2));
        }
        assertThat(refused).isGreaterThan(LISTS / 2);
    }

    @Test
    void belowAParentACursorNamesItsReleaseToo() {
        assertThat(belowParents).isNotEmpty();
        belowParents.forEach(list -> assertEndsAsItBegan(list, list.question()));
    }

    @Test
    void belowAParentOfANamedReleaseACursorOfAnotherIsRefused() {
        belowParents.forEach(list -> assertRefused(list, list.question().at(NEW)));
    }

    private int assertRefused(Begun list, Question question) {
        Question asked = question.with(
                list.backward() ? "before" : "after", list.first().cursors().getFirst());
        GraphQlTester.Response response =
                graphQl.document(asked.document()).variables(asked.variables()).execute();
        response.errors()
                .satisfy(errors -> assertThat(errors)
                        .as("%s, %s", asked, SEED)
                        .first()
                        .satisfies(error -> {
                            assertThat(error.getExtensions()).containsEntry("code", "CURSOR_MISMATCH");
                            assertThat(error.getMessage())
                                    .contains("this one is of release %1$d, name it by at: {sequence: %1$d}"
                                            .formatted(NEW - 1));
                        }));
        for (String path : List.of("list", "parent.list")) {
            assertThat(response.returnResponse().field(path).<Object>getValue()).isNull();
        }
        return 1;
    }

    @Test
    void theFeedEndsWhereItWouldHaveEnded() {
        JsonNode feed = begunFeed;
        List<String> ids = new ArrayList<>(Lists.ids(feed));
        while (feed.path("pageInfo").path("hasNextPage").asBoolean()) {
            feed = feed(Map.of(
                    "first",
                    500,
                    "after",
                    feed.path("pageInfo").path("endCursor").asString()));
            ids.addAll(Lists.ids(feed));
        }
        List<String> expected = new ArrayList<>();
        Replay.bundled()
                .forEach(release ->
                        release.ops().forEach(op -> expected.add(op.name().id())));
        assertThat(ids).isEqualTo(expected);
        assertThat(feed.path("totalCount").asInt()).isEqualTo(expected.size());
    }

    private JsonNode feed(Map<String, @Nullable Object> variables) {
        return GraphQl.data(graphQl.document("""
                query ($first: Int, $after: String) {
                  changes(sinceSequence: 0, first: $first, after: $after) {
                    totalCount nodes { id: recordId } pageInfo { hasNextPage endCursor }
                  }
                }
                """).variables(variables).execute())
                .path("changes");
    }
}
