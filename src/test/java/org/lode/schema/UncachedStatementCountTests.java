package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.lode.support.Statements;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.test.context.TestPropertySource;

/** The statements of a Lode that keeps no rows: the statement that reads rows also reads those that their references lead to. */
@Isolated("no other class runs beside one that counts statements")
@LodeTest
@Tag("thorough")
@TestPropertySource(properties = {"lode.cache.page-size=0", "lode.cache.row-size=0"})
class UncachedStatementCountTests {
    private final HttpGraphQlTester graphQl;
    private final Statements statements;

    UncachedStatementCountTests(HttpGraphQlTester graphQl, Statements statements) {
        this.graphQl = graphQl;
        this.statements = statements;
    }

    @Test
    void referencesComeWithTheRowThatLeadsToThem() {
        assertThat(
                        statements(
                                "{ project(id: \"project:lofdal\") { name country { name } agency { name country { name } } } }"))
                .isEqualTo(1);
        assertThat(statements("""
                        { projects(first: 50) { nodes { name country { name } operator { name country { name } } } } }
                        """)).isEqualTo(1);
        assertThat(statements("""
                        { projects(first: 50) { nodes { investments(first: 3) { nodes {
                            id money { usd { amount rate { year usdPerUnit } } } investor { name country { name } } } } } } }
                        """)).isEqualTo(2);
    }

    /** The third reference in turn is read by a statement of its own, and so are those below it. */
    @Test
    void twoReferencesInTurnAreFollowed() {
        assertThat(statements("""
                        { investments(first: 50) { nodes { project { agency { country { name } } } } } }
                        """)).isEqualTo(2);
    }

    private int statements(String query) {
        var run = statements.during(() -> GraphQl.data(graphQl.document(query).execute()));
        assertThat(run.result().isObject()).isTrue();
        return run.reading();
    }
}
