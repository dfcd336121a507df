package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lode.support.LodeTest;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** Each release of the dataset holds the known numbers of records, and the known cases come out right. */
@LodeTest
class WhatTheDatasetHoldsTests {
    private final HttpGraphQlTester graphQl;

    WhatTheDatasetHoldsTests(HttpGraphQlTester graphQl) {
        this.graphQl = graphQl;
    }

    @ParameterizedTest
    @CsvSource({
        "organizations, 7, 156, 356, 381",
        "offices, 1, 19, 19, 20",
        "countries, 250, 250, 250, 250",
        "minerals, 99, 99, 99, 99",
        "projects, 0, 96, 208, 233",
        "investments, 1, 71, 168, 181",
        "deals, 1, 94, 126, 138",
        "observations, 16, 99, 328, 429",
        "fxRates, 0, 264, 264, 264",
        "sources, 24, 342, 578, 693",
        "citations, 1105, 3049, 4197, 4756"
    })
    void eachReleaseHoldsSoMany(String kind, int first, int second, int third, int fourth) {
        List<Integer> expected = List.of(first, second, third, fourth);
        for (int sequence = 1; sequence <= expected.size(); sequence++) {
            String query = "query($s: Int!) { %s(at: {sequence: $s}) { totalCount } }".formatted(kind);
            graphQl.document(query)
                    .variable("s", sequence)
                    .execute()
                    .path(kind + ".totalCount")
                    .entity(Integer.class)
                    .isEqualTo(expected.get(sequence - 1));
        }
    }

    @Test
    void programmeClaimsStandBesideWhatIsItemised() {
        List<JsonNode> coverage = graphQl.document(
                        "{ coverage { measure claim { id qualifier } claimed itemised itemisedInAll rows undated missing } }")
                .execute()
                .path("coverage")
                .entityList(JsonNode.class)
                .get();
        Map<String, String> told = new TreeMap<>();
        coverage.forEach(one -> told.put(
                one.path("claim").path("id").asString(),
                String.join(
                        " ",
                        one.path("measure").asString(),
                        one.path("claim").path("qualifier").asString(),
                        one.path("claimed").asString(),
                        one.path("itemised").asString(),
                        one.path("itemisedInAll").asString())));
        assertThat(told)
                .containsEntry("observation:jogmec-projects-2004-2020", "PROJECTS AT_LEAST 100 89 129")
                .containsEntry(
                        "observation:jogmec-investment-2004-2020",
                        "INVESTMENT_USD AT_LEAST 600000000 1990449149 2395759368")
                .containsEntry(
                        "observation:jogmec-branches-programme-countries-2024", "OFFICE_COUNTRIES EXACT 13 13 13")
                .containsEntry("observation:dfc-mineral-projects-programme-projects-2024", "PROJECTS EXACT 12 10 10");
    }

    @Test
    void theLynasDealTellsItsCorrection() {
        graphQl.document("""
                        { deal(id: "deal:lynas-japan-supply") { history { nodes {
                            op reasons release { sequence } fields { path } } } } }
                        """)
                .execute()
                .path("deal.history.nodes[*].op")
                .entityList(String.class)
                .hasSizeGreaterThan(1)
                .path("deal.history.nodes[0].op")
                .entity(String.class)
                .isEqualTo("ADD")
                .path("deal.history.nodes[1].reasons[0]")
                .entity(String.class)
                .isEqualTo("CORRECTION")
                .path("deal.history.nodes[1].release.sequence")
                .entity(Integer.class)
                .isEqualTo(2)
                .path("deal.history.nodes[1].fields[*].path")
                .entityList(String.class)
                .contains("events", "parties");
    }

    @Test
    void theSumsOfJogmecAreThoseOfItsInstruments() {
        GraphQlTester.Response response = graphQl.document("""
                        { investments(filter: {agencyId: {eq: "org:jogmec"}}) {
                            aggregate { usd { sum known missing excluded } grossUsd { sum } }
                            groups(by: [INSTRUMENT]) { key { instrument } aggregate { usd { sum } } } } }
                        """).execute();
        response.path("investments.aggregate.usd.sum").entity(String.class).isEqualTo("2395759368");
        response.path("investments.aggregate.grossUsd.sum").entity(String.class).isEqualTo("2930577128");
        Map<String, String> sums = new TreeMap<>();
        response.path("investments.groups")
                .entityList(JsonNode.class)
                .get()
                .forEach(group -> sums.put(
                        group.path("key").path("instrument").asString(),
                        group.path("aggregate").path("usd").path("sum").asString()));
        assertThat(sums)
                .containsEntry("EXPLORATION_FUNDING", "173575024")
                .containsEntry("EQUITY", "779582472")
                .containsEntry("LOAN", "400892349")
                .containsEntry("DEBT_GUARANTEE", "909514350");
    }
}
