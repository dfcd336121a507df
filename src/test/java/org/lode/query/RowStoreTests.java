package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.query.RowStore.Known;
import org.lode.support.Bundled;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.springframework.graphql.test.tester.HttpGraphQlTester;

/** Rows are kept within a size, each version once, and what a notice may have changed is read again. */
@LodeTest
class RowStoreTests {
    private static final Known NOW = new Known(Bundled.NEWEST, 0);
    private static final long ENOUGH = 10_000_000;

    private final DataPackage data;
    private final ReadStore store;
    private final RecordKind projects;
    private final List<String> ids;

    RowStoreTests(DataPackage data, ReadStore store, HttpGraphQlTester graphQl) {
        this.data = data;
        this.store = store;
        this.projects = data.record("projects");
        this.ids = GraphQl.data(graphQl.document("{ projects(first: 500) { nodes { recordId } } }")
                        .execute())
                .path("projects")
                .path("nodes")
                .valueStream()
                .map(node -> node.path("recordId").asString())
                .toList();
    }

    private static Map<String, Row> read(RowStore rows, RecordKind kind, List<String> ids, int sequence, Known known) {
        return Objects.requireNonNull(
                rows.read(kind, ids, sequence, Row.Detail.TITLE, known).block());
    }

    @Test
    void rowsTakeNoMoreThanTheirSize() {
        long most = 50_000;
        RowStore small = new RowStore(data, store, most);
        RowStore large = new RowStore(data, store, ENOUGH);
        for (int sequence = Bundled.NEWEST; sequence > 0; sequence--) {
            for (String id : ids) {
                read(small, projects, List.of(id), sequence, NOW);
            }
            read(large, projects, ids, sequence, NOW);
        }
        assertThat(ids).hasSizeGreaterThan(100);
        assertThat(large.weight()).isBetween(2 * most, ENOUGH);
        assertThat(small.weight()).isBetween(most / 4, most);
        assertThat(read(small, projects, ids, Bundled.NEWEST, NOW)).containsOnlyKeys(ids);
    }

    @Test
    void aVersionServesEveryReleaseThatHoldsItAndNoOther() {
        RowStore rows = new RowStore(data, store, ENOUGH);
        int versions = 0;
        for (int sequence = 1; sequence <= Bundled.NEWEST; sequence++) {
            for (Row row : read(rows, projects, ids, sequence, NOW).values()) {
                Row fresh = Objects.requireNonNull(
                        read(new RowStore(data, store, ENOUGH), projects, List.of(row.id()), sequence, NOW)
                                .get(row.id()));
                assertThat(row.since()).isEqualTo(fresh.since()).isLessThanOrEqualTo(sequence);
                assertThat(row.hash()).isEqualTo(fresh.hash());
                assertThat(row.title(sequence)).isEqualTo(fresh.title(sequence));
                assertThat(rows.find(projects, row.id(), sequence, NOW)).isSameAs(row);
                versions += row.since() == sequence && sequence > 1 ? 1 : 0;
            }
        }
        assertThat(versions).isPositive();
    }

    @Test
    void aRowOfTheLatestReleaseIsReadAgainForALaterOne() {
        RowStore rows = new RowStore(data, store, ENOUGH);
        String id = ids.getFirst();
        read(rows, projects, List.of(id), Bundled.NEWEST, NOW);
        assertThat(rows.find(projects, id, Bundled.NEWEST, NOW)).isNotNull();
        assertThat(rows.find(projects, id, Bundled.NEWEST + 1, new Known(Bundled.NEWEST + 1, 0)))
                .isNull();
    }

    @Test
    void aNoticeEmptiesIt() {
        RowStore rows = new RowStore(data, store, ENOUGH);
        read(rows, projects, ids, Bundled.NEWEST, NOW);
        assertThat(rows.weight()).isPositive();
        assertThat(rows.find(projects, ids.getFirst(), Bundled.NEWEST, new Known(Bundled.NEWEST, 1)))
                .isNull();
        assertThat(rows.weight()).isZero();
    }

    @Test
    void idsThatNothingHasAreMissing() {
        RowStore rows = new RowStore(data, store, ENOUGH);
        assertThat(read(rows, projects, List.of("project:none", ids.getFirst()), Bundled.NEWEST, NOW))
                .containsOnlyKeys(ids.getFirst());
    }
}
