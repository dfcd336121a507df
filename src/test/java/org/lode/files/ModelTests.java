package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.support.Bundled;
import org.lode.support.GraphQl;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** Sums and lines over the whole dataset mean one thing: in GraphQL, in the flat tables and in SQL. */
@LodeTest
class ModelTests {
    private final HttpGraphQlTester graphQl;
    private final Http http;
    private DownloadedSqlite file;

    ModelTests(HttpGraphQlTester graphQl, Http http) {
        this.graphQl = graphQl;
        this.http = http;
    }

    @BeforeEach
    void open() throws SQLException, IOException {
        file = DownloadedSqlite.of(http, Bundled.VERSION);
    }

    @AfterEach
    void close() throws SQLException {
        file.close();
    }

    private String one(String query) throws SQLException {
        return file.rows(query).getFirst().values().iterator().next();
    }

    @Test
    void sumsOfInvestmentsTakeWhatCountsAndNothingElse() throws SQLException {
        JsonNode all = GraphQl.data(graphQl.document(
                                "{ investments { aggregate { usd { sum } agencyUsd { sum } } groups(by: [STAGE]) { key { stage } aggregate { usd { sum } } } } }")
                        .execute())
                .path("investments");
        assertThat(all.at("/aggregate/usd/sum").asString())
                .isEqualTo(one("select sum(usd_amount) from investments where count_in_totals"))
                .isEqualTo("55594796123");
        assertThat(all.at("/aggregate/agencyUsd/sum").asString())
                .isEqualTo(one("select sum(agency_usd_amount) from investments where count_in_totals"))
                .isEqualTo("55356758485");
        Map<String, String> byStage = new TreeMap<>();
        all.path("groups")
                .forEach(group -> byStage.put(
                        group.at("/key/stage").asString(),
                        group.at("/aggregate/usd/sum").asString("none")));
        assertThat(byStage)
                .containsEntry("CONDITIONAL", "none")
                .containsEntry("INDICATED", "none")
                .containsEntry("CANCELLED", "none");
        assertThat(byStage.values().stream()
                        .filter(sum -> !sum.equals("none"))
                        .map(BigDecimal::new)
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("55594796123");
    }

    @Test
    void theAgencysPartIsNeverMoreThanTheWhole() throws SQLException {
        assertThat(file.rows("select id from investments where agency_usd_amount > usd_amount"))
                .isEmpty();
        assertThat(one("select count(*) from investments where (usd_amount is null) <> (agency_usd_amount is null)"))
                .isEqualTo("0");
        assertThat(one("select count(*) from investments where agency_usd_amount < usd_amount"))
                .isEqualTo("9");
    }

    /** A join with all minerals multiplies money; the flat table does not. */
    @ParameterizedTest
    @ValueSource(strings = {"1 = 1", "agency_id = 'org:jogmec'"})
    void moneyByMineralComesToTheMoney(String which) throws SQLException {
        for (String amount : new String[] {"usd_amount", "agency_usd_amount"}) {
            String whole = one("select sum(%s) from investments where count_in_totals and %s".formatted(amount, which));
            assertThat(one(
                            "select sum(s) from (select sum(%s) as s from investments_by_mineral where count_in_totals and %s group by project_primary_mineral_id)"
                                    .formatted(amount, which)))
                    .isEqualTo(whole);
            assertThat(new BigDecimal(one(
                            "select sum(%s) from investments join project_minerals using (project_id) where count_in_totals and %s"
                                    .formatted(amount, which))))
                    .isGreaterThan(new BigDecimal(whole));
        }
        assertThat(one("select count(*) from investments_by_mineral"))
                .isEqualTo(one("select count(*) from investments"));
    }

    /** In GraphQL the groups of the primary mineral come to the same. */
    @Test
    void groupsByPrimaryMineralComeToTheMoney() {
        JsonNode all = GraphQl.data(graphQl.document(
                                "{ investments { aggregate { usd { sum } } groups(by: [PROJECT_PRIMARY_MINERAL]) { aggregate { count usd { sum } } } wide: groups(by: [PROJECT_PRIMARY_MINERAL_MAIN_GROUP]) { key { projectPrimaryMineralMainGroup } aggregate { count usd { sum } } } } }")
                        .execute())
                .path("investments");
        for (String groups : new String[] {"groups", "wide"}) {
            BigDecimal sum = BigDecimal.ZERO;
            for (JsonNode group : all.path(groups)) {
                sum = sum.add(new BigDecimal(group.at("/aggregate/usd/sum").asString("0")));
            }
            assertThat(sum).isEqualByComparingTo(all.at("/aggregate/usd/sum").asString());
        }
        assertThat(all.path("wide").findValuesAsString("projectPrimaryMineralMainGroup"))
                .contains("RARE_EARTH")
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "indicator_id",
                "subject_id",
                "coalesce(partner_id, '')",
                "coalesce(mineral_id, '')",
                "coalesce(product, '')",
                "unit",
                "basis",
                "(select measure from indicators i where i.id = indicator_id)"
            })
    void aSeriesNeverMixes(String what) throws SQLException {
        assertThat(file.rows("select series from observations group by series having count(distinct %s) > 1"
                        .formatted(what)))
                .isEmpty();
    }

    @Test
    void everyObservationHasItsLineAndALineHasOneValueAPeriod() throws SQLException {
        assertThat(
                        one(
                                "select count(*) from observations where series is null or basis is null or indicator_id is null"))
                .isEqualTo("0");
        assertThat(file.rows("select series, period from observations group by series, period having count(*) > 1"))
                .isEmpty();
        assertThat(one("select count(distinct series) from observations")).isEqualTo("975");
        assertThat(
                        file.rows(
                                "select o.id from observations o join indicators i on i.id = o.indicator_id where not exists (select 1 from json_each(i.units) where value = o.unit)"))
                .isEmpty();
    }

    @Test
    void everyAmountOfAnEventHasItsRole() throws SQLException {
        assertThat(one("select count(*) from deal_events where amount is not null"))
                .isEqualTo("145");
        assertThat(one("select count(*) from deal_events where (amount is null) <> (amount_role is null)"))
                .isEqualTo("0");
        assertThat(one("select sum(amount_role = 'NEW_MONEY') from deal_events"))
                .isEqualTo("71");
    }

    @Test
    void anEventNamesItsInvestmentsAndAnInvestmentItsEvents() {
        graphQl.document("""
                        { deal(id: "deal:lynas-japan-supply") {
                            events(filter: {key: {eq: "2011-03-financial-close"}}) {
                              nodes { investmentLinks { nodes { eventKey investment { recordId } } } } } }
                          investment(id: "investment:lynas-2011-loan") { eventInvestments { nodes { eventKey } } }
                          deals(filter: {events: {some: {
                              type: {eq: FINANCIAL_CLOSE}
                              investmentLinks: {some: {investment: {id: {eq: "investment:lynas-2011-loan"}}}}}}}) {
                            nodes { recordId } } }
                        """)
                .execute()
                .path("deal.events.nodes[0].investmentLinks.nodes[*].investment.recordId")
                .entityList(String.class)
                .containsExactly("investment:lynas-2010", "investment:lynas-2011-equity", "investment:lynas-2011-loan")
                .path("deal.events.nodes[0].investmentLinks.nodes[*].eventKey")
                .entityList(String.class)
                .satisfies(keys -> assertThat(keys).containsOnly("2011-03-financial-close"))
                .path("investment.eventInvestments.nodes[*].eventKey")
                .entityList(String.class)
                .containsExactly(
                        "2011-03-financial-close",
                        "2016-10-26-amended",
                        "2017-12-21-other",
                        "2019-06-27-amended",
                        "2022-03-31-amended")
                .path("deals.nodes[*].recordId")
                .entityList(String.class)
                .containsExactly("deal:lynas-japan-supply");
    }

    /** The file of a list below an event has the rows of that event alone. */
    @Test
    void theInvestmentsOfAnEventAreAFile() throws SQLException {
        String address = graphQl.document("""
                        { deal(id: "deal:lynas-japan-supply") { events(filter: {key: {eq: "2011-03-financial-close"}}) {
                            nodes { investmentLinks(orderBy: {field: INVESTMENT_ID}) { exportUrl } } } } }
                        """)
                .execute()
                .path("deal.events.nodes[0].investmentLinks.exportUrl")
                .entity(String.class)
                .get();
        assertThat(new String(http.send("GET", address).body(), StandardCharsets.UTF_8)
                        .lines()
                        .skip(1))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("deal:lynas-japan-supply,2011-03-financial-close,investment:lynas-201"));
    }

    /** The change of the model is a change like any other: before it, the fields are empty. */
    @Test
    void theChangeOfTheModelIsSeenInDiffHistoryAndTimeTravel() {
        graphQl.document("""
                        query($id: ID!) {
                          diff(from: {version: "2026.12.0"}, to: {version: "2026.12.1"}, types: [OBSERVATION], first: 1) {
                            totalCount nodes { op reasons } }
                          before: investment(id: $id, at: {version: "2026.12.0"}) { release { schemaVersion } money { stage countInTotals agencyUsd } }
                          after: investment(id: $id, at: {version: "2026.12.1"}) { release { schemaVersion } money { stage countInTotals agencyUsd } }
                          investment(id: $id) { history(direction: DESC, first: 1) {
                            nodes { reasons note release { version } fields { path before after } } } }
                          indicators(at: {version: "2026.12.0"}) { totalCount }
                          observations(at: {version: "2026.12.0"}, filter: {series: {isNull: false}}) { totalCount }
                        }
                        """)
                .variable("id", "investment:osc-reelement-2025")
                .execute()
                .path("diff.totalCount")
                .entity(Integer.class)
                .isEqualTo(2336)
                .path("diff.nodes[0].reasons")
                .entityList(String.class)
                .containsExactly("METHOD_CHANGE")
                .path("before")
                .matchesJson("""
                        {"release": {"schemaVersion": "1.0.0"}, "money": {"stage": "COMMITTED", "countInTotals": true, "agencyUsd": null}}
                        """)
                .path("after")
                .matchesJson("""
                        {"release": {"schemaVersion": "1.1.0"}, "money": {"stage": "CONDITIONAL", "countInTotals": false, "agencyUsd": "80000000"}}
                        """)
                .path("investment.history.nodes[0].release.version")
                .entity(String.class)
                .isEqualTo("2026.12.1")
                .path("investment.history.nodes[0].fields[*].path")
                .entityList(String.class)
                .contains("stage", "count_in_totals", "count_note")
                .path("indicators.totalCount")
                .entity(Integer.class)
                .isEqualTo(0)
                .path("observations.totalCount")
                .entity(Integer.class)
                .isEqualTo(0);
    }
}
