package org.lode.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.support.Ask;
import org.lode.support.LodeTest;
import org.lode.support.Statements;
import tools.jackson.databind.JsonNode;

/** The number of SQL statements depends on the fields that are asked for, never on the rows that are found. */
@Tag("alone")
@LodeTest
class StatementCountTests {
    private final Ask ask;

    StatementCountTests(Ask ask) {
        this.ask = ask;
    }

    @Test
    void aListIsOneStatement() {
        assertThat(statements("{ projects(first: 500) { nodes { id name } } }")).isEqualTo(1);
    }

    @Test
    void rowsInTwoShapesAreReadOnce() {
        assertThat(
                        statements(
                                "{ projects(first: 5) { nodes { id } edges { cursor node { name } } pageInfo { endCursor } } }"))
                .isEqualTo(1);
    }

    @Test
    void countsAndAggregatesShareOneStatementAndEachGroupsHasItsOwn() {
        assertThat(statements("""
                        { investments(first: 3) {
                            nodes { id } totalCount aggregate { count usd { sum } grossUsd { max } }
                            groups(by: [INSTRUMENT]) { key { instrument } aggregate { count usd { sum } } }
                            byAgency: groups(by: [AGENCY, STAGE]) { key { agency { name } stage } aggregate { count } }
                        } }
                        """)).isEqualTo(1 + 1 + 2);
    }

    @Test
    void countsAloneReadNoRows() {
        assertThat(statements("{ projects { totalCount } }")).isEqualTo(1);
    }

    @Test
    void recordsThatReferencesLeadToComeWithTheRow() {
        assertThat(statements("""
                        { investments(first: 500) { nodes {
                            project { name country { name region } agency { name country { iso3 } } }
                            recipient { name parent { name } }
                            money { usd { amount rate { year usdPerUnit } } }
                        } } }
                        """)).isEqualTo(1);
    }

    /** Rows, counts and groups of investments; rows of citations, participants, minerals and deals; deals' events; history. */
    private static final String DEEP = """
            query deep($first: Int!) {
              projects(first: $first) {
                totalCount
                nodes {
                  name country { name } agency { name }
                  minerals { name }
                  investments(first: 2) {
                    totalCount
                    aggregate { usd { sum } }
                    groups(by: [INSTRUMENT]) { key { instrument } aggregate { count } }
                    nodes { instrument citations(first: 1) { nodes { source { title } } } }
                  }
                  participants { nodes { organization { name } role } }
                  deals { nodes { name events(first: 3) { totalCount nodes { date type } } } }
                  history { totalCount nodes { op release { version } } }
                }
              }
            }
            """;

    @Test
    void oneParentOrTwoHundredNeedTheSameStatements() {
        int one = statements(DEEP, Map.of("first", 1));
        int all = statements(DEEP, Map.of("first", 200));
        int projects = 2;
        int minerals = 1;
        int investments = 3;
        int citations = 1;
        int participants = 1;
        int deals = 1;
        int events = 2;
        int history = 2;
        int bound = projects + minerals + investments + citations + participants + deals + events + history;
        assertThat(all).isEqualTo(bound);
        assertThat(one).isLessThanOrEqualTo(bound);
    }

    @Test
    void inverseListsAreOneStatementForAllParents() {
        assertThat(statements("""
                        { minerals(first: 500) { nodes { name projects(first: 5) { totalCount nodes { name } } lists { nodes { list } } } } }
                        """)).isEqualTo(1 + 2 + 1);
    }

    @Test
    void changesAreTwoStatements() {
        assertThat(
                        statements(
                                "{ diff(from: {sequence: 1}, to: {sequence: 4}, first: 500) { totalCount nodes { id fields { path } release { version } } } }"))
                .isEqualTo(2);
    }

    @Test
    void nodesAreOneStatementAKind() {
        assertThat(statements("""
                        { nodes(ids: ["project:lofdal", "country:AU", "project:abra", "country:JP"]) {
                            id ... on Project { name country { name } } ... on Country { name } } }
                        """)).isEqualTo(2);
    }

    private int statements(String query) {
        return statements(query, Map.of());
    }

    private int statements(String query, Map<String, ?> variables) {
        Statements.reset();
        JsonNode data = ask.data(query, variables);
        assertThat(data.isObject()).isTrue();
        return Statements.reading();
    }
}
