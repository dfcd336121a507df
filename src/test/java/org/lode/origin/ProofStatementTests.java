package org.lode.origin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.lode.support.Statements;
import org.springframework.graphql.test.tester.HttpGraphQlTester;

/** A proof costs few SQL statements. */
@Isolated("it counts statements")
@LodeTest
class ProofStatementTests {
    private final HttpGraphQlTester graphQl;

    ProofStatementTests(HttpGraphQlTester graphQl) {
        this.graphQl = graphQl;
    }

    @Test
    void aProofIsTwoStatementsAtMost() {
        assertThat(statements("{ proof(type: PROJECT, id: \"project:lofdal\") { root } }"))
                .isLessThanOrEqualTo(2);
        assertThat(statements("{ proof(type: OFFICE, id: \"nothing\") { root } }"))
                .isEqualTo(1);
    }

    private int statements(String query) {
        Statements.reset();
        GraphQl.data(graphQl.document(query).execute());
        return Statements.reading();
    }
}
