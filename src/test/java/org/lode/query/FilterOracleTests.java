package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.query.Lists.Listed;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import org.lode.support.Seed;
import org.springframework.graphql.test.tester.HttpGraphQlTester;

/** Every filter finds the rows that its description says; the oracle filters rows in memory. */
@LodeTest
class FilterOracleTests extends MadeReleases {
    private static final Seed SEED = Seed.of(FilterOracleTests.class);
    private static final int SOME = 30;
    private static final int MANY = 600;

    private final HttpGraphQlTester graphQl;
    private final DataPackage data;
    private final Lists lists;
    private final List<Memory> releases;

    FilterOracleTests(HttpGraphQlTester graphQl, DataPackage data) {
        this.graphQl = graphQl;
        this.data = data;
        this.lists = new Lists(graphQl, data);
        this.releases = Memory.of(data, RELEASES);
    }

    /** The other tests use only terms of this set, so nothing that the schema offers is left out. */
    @Test
    void filtersOfTheSchemaSayWhatTheDataPackageDescribes() {
        Set<String> said = new TreeSet<>();
        for (Table table : Memory.shown(data)) {
            Term.all(data, table)
                    .forEach(term -> said.add(Term.type(table) + "Filter." + String.join(".", term.path())));
            // What a text finds is held against the search itself.
            if (table instanceof RecordKind kind && !data.searched(kind).isEmpty()) {
                said.add(Term.type(table) + "Filter.text.matches");
            }
        }
        assertThat(said).isEqualTo(new FilterInputs(graphQl).sayable());
    }

    /** One term of each sort, in a table chosen at random. */
    @Test
    void everyOperatorOfEveryTypeMeansWhatIsDescribed() {
        Random random = SEED.random("operators");
        List<Table> tables = new ArrayList<>(Memory.shown(data));
        Collections.shuffle(tables, random);
        RandomFilters filters = new RandomFilters(data, releases, random);
        Set<String> said = new TreeSet<>();
        for (Table table : tables) {
            List<Term> terms = new ArrayList<>(Term.all(data, table));
            Collections.shuffle(terms, random);
            for (Term term : terms) {
                if (said.add(sort(term))) {
                    assertSame(table, release(table, random), filters.saying(term, table, 1));
                }
            }
        }
        assertThat(said).hasSizeGreaterThan(40);
    }

    private static String sort(Term term) {
        return switch (term) {
            case Term.Compare compare -> compare.field().type() + " " + compare.operator();
            case Term.ToOne one -> "ToOne";
            case Term.ToMany many -> "ToMany " + many.path().getLast();
            case Term.Place place -> "Place " + place.path().getLast();
            case Term.Junction junction -> "Junction " + junction.path().getLast();
        };
    }

    @Test
    @Tag("thorough")
    void everyTermOfEveryTableMeansWhatIsDescribed() {
        Random random = SEED.random("each");
        RandomFilters filters = new RandomFilters(data, releases, random);
        for (Table table : Memory.shown(data)) {
            for (Term term : Term.all(data, table)) {
                assertSame(table, release(table, random), filters.saying(term, table, 1));
            }
        }
    }

    /** Boxes at random, many of them with edges on places, at the poles, or across the antimeridian. */
    @Test
    void boxesHoldThePlacesWithinThem() {
        Random random = SEED.random("boxes");
        RandomFilters filters = new RandomFilters(data, releases, random);
        int telling = 0;
        for (String name : List.of("countries", "projects", "offices")) {
            Table table = data.table(name);
            for (Term term : Term.all(data, table)) {
                for (int i = 0; term instanceof Term.Place && i < 15; i++) {
                    int found = assertSame(table, releases.getLast().sequence(), filters.saying(term, table, 1));
                    telling +=
                            found > 0 && found < releases.getLast().rows(table).size() ? 1 : 0;
                }
            }
        }
        assertThat(telling).isGreaterThan(20);
    }

    @Test
    void nestedFiltersMeanWhatIsDescribed() {
        assertThat(nested("some nested", SOME)).isGreaterThan(SOME / 10);
    }

    @Test
    @Tag("thorough")
    void manyNestedFiltersMeanWhatIsDescribed() {
        assertThat(nested("many nested", MANY)).isGreaterThan(MANY / 4);
    }

    /** Checks nested filters and returns how many of them found some rows and not all. */
    private int nested(String name, int count) {
        Random random = SEED.random(name);
        RandomFilters filters = new RandomFilters(data, releases, random);
        List<Table> tables = Memory.shown(data);
        int telling = 0;
        for (int i = 0; i < count; i++) {
            Table table = tables.get(random.nextInt(tables.size()));
            int sequence = release(table, random);
            int found = assertSame(table, sequence, filters.of(table, 3));
            telling += found > 0 && found < releases.get(sequence).rows(table).size() ? 1 : 0;
        }
        System.out.printf("%d of %d nested filters found some rows and not all%n", telling, count);
        return telling;
    }

    @Test
    void anEmptyFilterIsNoCondition() {
        for (Table table : Memory.shown(data)) {
            assertThat(assertSame(table, releases.getLast().sequence(), Map.of()))
                    .isEqualTo(releases.getLast().rows(table).size());
        }
    }

    /** Chooses a release that has rows of the table; early releases have no rows of some tables. */
    private int release(Table table, Random random) {
        int sequence = 1 + random.nextInt(releases.size() - 1);
        return releases.get(sequence).rows(table).isEmpty() ? releases.size() - 1 : sequence;
    }

    /** Compares the rows that the server and the oracle find, and returns their number. */
    private int assertSame(Table table, int sequence, Map<String, Object> filter) {
        Memory memory = releases.get(sequence);
        Meaning meaning = new Meaning(data, memory);
        List<String> expected = new ArrayList<>();
        memory.rows(table).stream().filter(row -> meaning.holds(row, filter)).forEach(row -> expected.add(row.id()));
        Listed listed = lists.filtered(table, sequence, filter);
        String question = "%s of release %d, filter %s, %s".formatted(table.name(), sequence, filter, SEED);
        assertThat(listed.ids()).as(question).containsExactlyElementsOf(expected);
        assertThat(listed.totalCount()).as(question).isEqualTo(expected.size());
        return expected.size();
    }
}
