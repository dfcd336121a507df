package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.lode.support.Statements;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.test.context.TestPropertySource;

/**
 * The number of SQL statements depends on the fields that are asked for, never on the rows that are found: one for each list and
 * level, which counts it as well, one for sums, and one for each table with rows that are not kept. Totals of whole tables are kept. Pages
 * that are kept need no statement; this Lode keeps none.
 */
@Isolated("no other class runs beside one that counts statements")
@LodeTest
@TestPropertySource(properties = "lode.cache.page-size=0")
class StatementCountTests {
    private final HttpGraphQlTester graphQl;
    private final Statements statements;

    StatementCountTests(HttpGraphQlTester graphQl, Statements statements) {
        this.graphQl = graphQl;
        this.statements = statements;
    }

    @Test
    void aListIsOneStatement() {
        assertThat(statements("{ projects(first: 500) { nodes { id name } } }")).isEqualTo(1);
    }

    /** The first time, rows are read by one statement for each table of each level. */
    @Test
    void rowsThatAreNotKeptComeByOneStatementATable() {
        String query = """
                { fxRates(at: {sequence: 3}, first: 20) { nodes { year } }
                  deals(at: {sequence: 3}, first: 50) { nodes { name project { name country { name } } events { nodes { date } } } } }
                """;
        int lists = 3;
        int tables = 5;
        assertThat(run(query, Map.of())).isBetween(lists, lists + tables);
        assertThat(run(query, Map.of())).isEqualTo(lists);
    }

    @Test
    void rowsInTwoShapesAreReadOnce() {
        assertThat(
                        statements(
                                "{ projects(first: 5) { nodes { id } edges { cursor node { name } } pageInfo { endCursor } } }"))
                .isEqualTo(1);
    }

    /** A list that no other test asks for: what is counted and grouped of it has to be read, once. */
    @Test
    void countsAndAggregatesShareOneStatementAndEachGroupsHasItsOwn() {
        String query = """
                { investments(first: 3, filter: {not: {notes: {eq: "counted"}}}) {
                    nodes { id } totalCount aggregate { count usd { sum } grossUsd { max } }
                    groups(by: [INSTRUMENT]) { key { instrument } aggregate { count usd { sum } } }
                    byStage: groups(by: [STAGE]) { key { stage } aggregate { count } }
                } }
                """;
        assertThat(run(query, Map.of())).isEqualTo(1 + 1 + 2);
        assertThat(run(query, Map.of())).isEqualTo(1);
    }

    @Test
    void groupsAndOrdersThatLeadToOtherRowsAreOneStatementEach() {
        assertThat(run("""
                        { investments(filter: {not: {notes: {eq: "grouped"}}}) {
                            groups(by: [PROJECT_MINERAL, VALUE_DATE_YEAR, PROJECT_COUNTRY], orderBy: {field: USD_SUM}, first: 9) {
                              key { valueDateYear } aggregate { usd { sum } } }
                        } }
                        """, Map.of())).isEqualTo(1);
        assertThat(
                        statements(
                                "{ projects(orderBy: [{field: INVESTMENTS_USD_SUM}, {field: COUNTRY_NAME}]) { nodes { name country { name } } } }"))
                .isEqualTo(1);
    }

    @Test
    void countsAloneReadNoRows() {
        assertThat(run("{ projects(filter: {not: {name: {eq: \"counted alone\"}}}) { totalCount } }", Map.of()))
                .isEqualTo(1);
    }

    @Test
    void aPageAndItsCountAreOneStatement() {
        assertThat(
                        statements(
                                "{ projects(first: 5, filter: {stage: {isNull: false}}) { totalCount nodes { id } aggregate { count } } }"))
                .isEqualTo(1);
        assertThat(statements("""
                        { projects(last: 5, filter: {stage: {isNull: false}}) {
                            totalCount edges { cursor } pageInfo { hasNextPage } } }
                        """)).isEqualTo(1);
    }

    @Test
    void totalsOfAWholeTableAreReadOnceForEachRelease() {
        assertThat(statements("""
                        { investments(first: 0) { totalCount aggregate { count usd { sum } } groups(by: [STAGE]) { aggregate { count } } }
                          deals { totalCount } }
                        """)).isZero();
        assertThat(statements("{ deals(first: 5) { totalCount nodes { id } } }"))
                .isEqualTo(1);
    }

    @Test
    void recordsThatReferencesLeadToNeedNoStatement() {
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
        int projects = 1;
        int minerals = 1;
        int investments = 3;
        int citations = 1;
        int participants = 1;
        int deals = 1;
        int events = 1;
        int history = 2;
        int bound = projects + minerals + investments + citations + participants + deals + events + history;
        assertThat(all).isEqualTo(bound);
        assertThat(one).isLessThanOrEqualTo(bound);
    }

    @Test
    void inverseListsAreOneStatementForAllParents() {
        assertThat(statements("""
                        { minerals(first: 500) { nodes { name projects(first: 5) { totalCount nodes { name } } lists { nodes { list } } } } }
                        """)).isEqualTo(1 + 1 + 1);
    }

    @Test
    void changesAreTwoStatements() {
        assertThat(
                        statements(
                                "{ diff(from: {sequence: 1}, to: {sequence: 4}, first: 500) { totalCount nodes { id fields { path } release { version } } } }"))
                .isEqualTo(2);
    }

    @Test
    void recordsThatAreKeptNeedNoStatementByTheirIds() {
        assertThat(statements("""
                        { nodes(ids: ["project:lofdal", "country:AU", "project:abra", "country:JP"]) {
                            id ... on Project { name country { name } } ... on Country { name } } }
                        """)).isZero();
        assertThat(statements("{ project(id: \"project:lofdal\") { name title } }"))
                .isZero();
    }

    @Test
    void aSearchIsOneStatementAndOneMoreForItsCount() {
        assertThat(statements("{ search(text: \"lynas\", first: 500) { nodes { title highlights { html } } } }"))
                .isEqualTo(1);
        assertThat(
                        statements(
                                "{ search(text: \"lynas\", first: 500) { totalCount nodes { title } pageInfo { endCursor } } }"))
                .isEqualTo(2);
        assertThat(statements("""
                        { search(text: "lynas", first: 500, types: [DEAL, PROJECT, SOURCE]) {
                            nodes { record { id since { version } ... on Project { name country { name } } ... on Deal { name } } } } }
                        """)).isEqualTo(1);
        assertThat(statements("{ search(text: \".*\", first: 500) { nodes { record { id } } } }"))
                .isEqualTo(1);
    }

    @Test
    void aProofIsTwoStatementsAtMost() {
        assertThat(statements("{ proof(type: PROJECT, id: \"project:lofdal\") { root } }"))
                .isLessThanOrEqualTo(2);
        assertThat(statements("{ proof(type: OFFICE, id: \"nothing\") { root } }"))
                .isEqualTo(1);
    }

    private int statements(String query) {
        return statements(query, Map.of());
    }

    /** Counts the statements of an operation whose rows are kept already. */
    private int statements(String query, Map<String, @Nullable Object> variables) {
        run(query, variables);
        return run(query, variables);
    }

    private int run(String query, Map<String, @Nullable Object> variables) {
        var run = statements.during(
                () -> GraphQl.data(graphQl.document(query).variables(variables).execute()));
        assertThat(run.result().isObject()).isTrue();
        return run.reading();
    }
}
