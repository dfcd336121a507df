package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.lode.kind.DataPackage;
import org.lode.kind.Table;
import org.lode.query.Lists.Listed;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import org.lode.support.Seed;
import org.springframework.graphql.test.tester.HttpGraphQlTester;

/** Every filter finds what its description says: rows in memory are asked the same questions. */
@LodeTest
class FilterOracleTests extends MadeReleases {
    private static final Seed SEED = Seed.of(FilterOracleTests.class);
    private static final int NESTED = 600;

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

    @Test
    void everythingThatCanBeSaidIsSaidOnceAndMeansWhatIsDescribed() {
        Random random = SEED.random("each");
        RandomFilters filters = new RandomFilters(data, releases, random);
        Set<String> said = new TreeSet<>();
        for (Table table : Memory.shown(data)) {
            for (Term term : Term.all(data, table)) {
                assertSame(table, release(table, random), filters.saying(term, table, 1));
                said.add(Term.type(table) + "Filter." + String.join(".", term.path()));
            }
        }
        assertThat(said).as("all that filters can say").isEqualTo(new FilterInputs(graphQl).sayable());
    }

    @Test
    void nestedFiltersMeanWhatIsDescribed() {
        Random random = SEED.random("nested");
        RandomFilters filters = new RandomFilters(data, releases, random);
        List<Table> tables = Memory.shown(data);
        int telling = 0;
        for (int i = 0; i < NESTED; i++) {
            Table table = tables.get(random.nextInt(tables.size()));
            int sequence = release(table, random);
            int found = assertSame(table, sequence, filters.of(table, 3));
            telling += found > 0 && found < releases.get(sequence).rows(table).size() ? 1 : 0;
        }
        System.out.printf("%d of %d nested filters found some rows and not all%n", telling, NESTED);
        assertThat(telling).as("filters that find some rows and not all").isGreaterThan(NESTED / 4);
    }

    @Test
    void anEmptyFilterIsNoCondition() {
        for (Table table : Memory.shown(data)) {
            assertThat(assertSame(table, releases.getLast().sequence(), Map.of()))
                    .isEqualTo(releases.getLast().rows(table).size());
        }
    }

    /** Any release that has rows of the table; the tables were filled one after the other. */
    private int release(Table table, Random random) {
        int sequence = 1 + random.nextInt(releases.size() - 1);
        return releases.get(sequence).rows(table).isEmpty() ? 4 : sequence;
    }

    /** Asks both; gives the number of rows found. */
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
