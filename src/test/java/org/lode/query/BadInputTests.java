package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.support.Bundled;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What cannot be asked is refused with a code, the value and what was expected: never taken for something else. */
@LodeTest
class BadInputTests {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpGraphQlTester graphQl;
    private final Http http;

    BadInputTests(HttpGraphQlTester graphQl, Http http) {
        this.graphQl = graphQl;
        this.http = http;
    }

    /** As a literal and as a variable; a word names what the message has to say. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {stage: null}                                       | filter.stage: null
            {stage: {eq: null}}                                 | filter.stage.eq: null
            {stage: {notIn: null}}                              | filter.stage.notIn: null
            {stage: {notIn: []}}                                | filter.stage.notIn: []
            {stage: {in: [null]}}                               | null
            {stage: {eq: "NOPE"}}                               | ProjectStage
            {stage: {eq: 5}}                                    | ProjectStage
            {name: {contains: null}}                            | filter.name.contains: null
            {text: {matches: null}}                             | filter.text.matches: null
            {operator: {otherNames: {contains: null}}}          | filter.operator.otherNames.contains: null
            {name: {isNull: null}}                              | filter.name.isNull: null
            {name: {eq: 5}}                                     | String
            {name: "Lofdal"}                                    | an object
            {country: null}                                     | filter.country: null
            {country: {code: {eq: null}}}                       | filter.country.code.eq: null
            {location: null}                                    | filter.location: null
            {location: {latitude: {gt: null}}}                  | filter.location.latitude.gt: null
            {location: {latitude: {gt: "x"}}}                   | Float
            {location: {isNull: null}}                          | filter.location.isNull: null
            {location: {within: null}}                          | filter.location.within: null
            {location: {within: {west: 1, south: 1, east: 2}}}  | north
            {location: {within: {west: null, south: 1, east: 2, north: 2}}} | west
            {location: {within: {west: "x", south: 1, east: 2, north: 2}}}  | Float
            {location: {within: {west: -180.1, south: 1, east: 2, north: 2}}} | filter.location.within.west: -180.1 (expected: -180 to 180)
            {location: {within: {west: 1, south: -91, east: 2, north: 2}}}  | filter.location.within.south: -91 (expected: -90 to 90)
            {location: {within: {west: 1, south: 1, east: 181, north: 2}}}  | filter.location.within.east: 181 (expected: -180 to 180)
            {location: {within: {west: 1, south: 1, east: 2, north: 90.5}}} | filter.location.within.north: 90.5 (expected: -90 to 90)
            {location: {within: {west: 1, south: 50, east: 2, north: 40}}}  | filter.location.within.south: 50 (expected: at most north, which is 40)
            {country: {location: {within: {west: 1, south: 1, east: 2, north: 100}}}} | filter.country.location.within.north: 100
            {investments: {some: {money: {amount: {gt: "1e5"}}}}} | 1e5
            {investments: {some: {money: {amount: {gt: "x"}}}}} | an exact number
            {startDate: {gte: "2011-3"}}                        | 2011-3
            {startDate: {gte: "2011-02-30"}}                    | 2011-02-30
            {startDate: {gte: "2012/2011"}}                     | 2012/2011
            {startDate: {in: null}}                             | filter.startDate.in: null
            {and: null}                                         | filter.and: null
            {and: []}                                           | filter.and: []
            {and: [null]}                                       | null
            {or: null}                                          | filter.or: null
            {or: []}                                            | filter.or: []
            {or: [{stage: {eq: null}}]}                         | filter.or[0].stage.eq: null
            {not: null}                                         | filter.not: null
            {not: {not: null}}                                  | filter.not.not: null
            {investments: null}                                 | filter.investments: null
            {investments: {some: null}}                         | filter.investments.some: null
            {investments: {none: null}}                         | filter.investments.none: null
            {investments: {every: {money: {usd: {amount: {lt: null}}}}}} | filter.investments.every.money.usd.amount.lt: null
            {minerals: {some: {id: {notIn: []}}}}               | filter.minerals.some.id.notIn: []
            {operator: {otherNames: {has: null}}}               | filter.operator.otherNames.has: null
            {operator: {otherNames: {hasAll: []}}}              | filter.operator.otherNames.hasAll: []
            {nope: {eq: "x"}}                                   | nope
            {name: {like: "x"}}                                 | like
            "text"                                              | an object
            5                                                   | an object
            """)
    void filtersThatMeanNothingAreRefused(String filter, String word) {
        assertRefused("{ list: projects(filter: %s) { totalCount } }".formatted(literal(filter)), Map.of(), word);
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        variables.put("filter", json(filter));
        assertRefused(
                "query ($filter: ProjectFilter) { list: projects(filter: $filter) { totalCount } }", variables, word);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{stage: {in: []}}",
                "{name: {in: []}}",
                "{startDate: {in: []}}",
                "{location: {latitude: {in: []}}}",
                "{operator: {otherNames: {hasAny: []}}}",
                "{countryId: {in: []}}"
            })
    void oneOfNothingFindsNothing(String filter) {
        graphQl.document("query ($filter: ProjectFilter) { projects(filter: $filter) { totalCount } }")
                .variable("filter", json(filter))
                .execute()
                .path("projects.totalCount")
                .entity(Integer.class)
                .isEqualTo(0);
    }

    /** A variable that was forgotten would widen the filter to everything. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            $v: ProjectStage        | {stage: {eq: $v}}                        | filter.stage.eq: $v
            $v: [ProjectStage!]     | {stage: {in: $v}}                        | filter.stage.in: $v
            $v: ProjectStageFilter  | {stage: $v}                              | filter.stage: $v
            $v: String              | {country: {code: {eq: $v, ne: "AU"}}}    | filter.country.code.eq: $v
            $v: ProjectFilter       | {not: $v}                                | filter.not: $v
            $v: [ProjectFilter!]    | {and: $v}                                | filter.and: $v
            $v: String              | {or: [{name: {eq: "x"}}, {name: {eq: $v}}]} | filter.or[1].name.eq: $v
            $v: InvestmentFilter    | {investments: {some: $v}}                | filter.investments.some: $v
            """)
    void variablesWithoutAValueAreRefusedWithinAFilter(String variable, String filter, String word) {
        String query = "query (%s) { list: projects(filter: %s) { totalCount } }".formatted(variable, filter);
        assertRefused(query, Map.of(), word);
        assertRefused(
                "query (%s) { project(id: \"project:lofdal\") { list: minerals { projects(filter: %s) { totalCount } } } }"
                        .formatted(variable, filter),
                Map.of(),
                word);
    }

    @Test
    void aWholeFilterWithoutAValueCountsAsLeftOut() {
        GraphQlTester.Response response = graphQl.document(
                        "query ($v: ProjectFilter) { projects(filter: $v) { totalCount } all: projects { totalCount } }")
                .execute();
        int all = response.path("all.totalCount").entity(Integer.class).get();
        response.path("projects.totalCount").entity(Integer.class).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            projects(first: -1) { totalCount }                            | first: -1 (expected: 0 to 500)
            projects(first: 501) { totalCount }                           | first: 501 (expected: 0 to 500)
            projects(last: -1) { totalCount }                             | last: -1 (expected: 0 to 500)
            projects(last: 501) { totalCount }                            | last: 501 (expected: 0 to 500)
            projects(first: 1, last: 1) { totalCount }                    | first or last, not both
            projects(first: "1") { totalCount }                           | Int
            projects(first: 3000000000) { totalCount }                    | 3000000000
            projects(orderBy: [null]) { totalCount }                      | null
            projects(orderBy: {field: NOPE}) { totalCount }               | NOPE
            projects(orderBy: {field: NAME, direction: null}) { totalCount } | direction
            projects(orderBy: {direction: ASC}) { totalCount }            | field
            projects { groups(by: []) { aggregate { count } } }           | by: []
            projects { groups(by: null) { aggregate { count } } }         | by
            projects { groups(by: [NOPE]) { aggregate { count } } }       | NOPE
            projects { groups(by: [STAGE], first: -1) { aggregate { count } } } | first: -1 (expected: 0 to 500)
            projects { groups(by: [STAGE], first: 501) { aggregate { count } } } | first: 501 (expected: 0 to 500)
            projects { groups(by: [STAGE], orderBy: {field: USD_SUM}) { aggregate { count } } } | USD_SUM
            projects { groups(by: [STAGE], orderBy: {direction: ASC}) { aggregate { count } } } | field
            projects { groups(by: [STAGE], orderBy: [null]) { aggregate { count } } } | null
            projects(orderBy: {field: PROJECT_NAME}) { totalCount }       | PROJECT_NAME
            projects(orderBy: {field: INVESTMENTS_USD_SUM, nulls: NOPE}) { totalCount } | NOPE
            projects { nope }                                             | nope
            projects                                                      | projects
            nope                                                          | nope
            nodes(ids: null) { id }                                       | ids
            nodes(ids: [null]) { id }                                     | ids
            project { name }                                              | id
            project(id: null) { name }                                    | id
            changes(sinceSequence: -1) { totalCount }                     | sinceSequence: -1 (expected: the number of a release
            changes(sinceSequence: null) { totalCount }                   | sinceSequence
            changes { totalCount }                                        | sinceSequence
            changes(sinceSequence: 0, types: []) { totalCount }           | types: []
            changes(sinceSequence: 0, types: [NOPE]) { totalCount }       | NOPE
            changes(sinceSequence: 0, first: 501) { totalCount }          | first: 501
            diff(from: {sequence: 1}, to: {sequence: 2}, types: []) { totalCount } | types: []
            diff(from: {sequence: 1}, to: {sequence: 2}, first: -1) { totalCount } | first: -1
            diff(from: {sequence: 1}) { totalCount }                      | to
            diff(from: null, to: {sequence: 2}) { totalCount }            | from
            releases(first: -1) { totalCount }                            | first: -1
            releases(first: 1, last: 1) { totalCount }                    | first or last, not both
            release(at: {}) { version }                                   | ReleaseRef
            release(at: {sequence: null}) { version }                     | sequence
            release(at: {sequence: 1, version: "2026.11.0"}) { version }  | ReleaseRef
            release(at: {sequence: "1"}) { version }                      | Int
            release(at: {on: "2026"}) { version }                         | 2026
            release(at: {on: 20261122}) { version }                       | 20261122
            """)
    void argumentsThatMeanNothingAreRefused(String field, String word) {
        assertRefused("{ list: %s }".formatted(field), Map.of(), word);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Int            | -1               | projects(first: $v) { totalCount }                     | first: -1
            Int            | "1"              | projects(first: $v) { totalCount }                     | Int
            Int            | 1.5              | projects(first: $v) { totalCount }                     | Int
            [ProjectOrder!] | [null]          | projects(orderBy: $v) { totalCount }                   | ProjectOrder
            [ProjectGroupOrder!] | [{"field": "NOPE"}] | projects { groups(by: [STAGE], orderBy: $v) { aggregate { count } } } | ProjectGroupOrderField
            [ProjectOrder!] | [{"field": "COUNTRY"}] | projects(orderBy: $v) { totalCount }             | ProjectOrderField
            [ProjectGroupBy!]! | []           | projects { groups(by: $v) { aggregate { count } } }    | by: []
            [RecordType!]  | []               | changes(sinceSequence: 0, types: $v) { totalCount }    | types: []
            ReleaseRef     | {}               | release(at: $v) { version }                            | ReleaseRef
            ReleaseRef     | {"sequence": null} | release(at: $v) { version }                          | ReleaseRef.sequence
            ReleaseRef     | {"sequence": 1, "on": "2026-11-22"} | release(at: $v) { version }         | ReleaseRef
            ReleaseRef     | {"on": "x"}      | release(at: $v) { version }                            | 'x'
            Int            | null             | release(at: {sequence: $v}) { version }                | ReleaseRef.sequence
            ID!            | null             | project(id: $v) { name }                               | ID!
            """)
    void variablesThatMeanNothingAreRefused(String type, String value, String field, String word) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        variables.put("v", JSON.readTree(value));
        assertRefused("query ($v: %s) { list: %s }".formatted(type, field), variables, word);
    }

    @Test
    void aReleaseNamedByAVariableWithoutAValueIsRefused() {
        assertRefused(
                "query ($v: Int) { list: release(at: {sequence: $v}) { version } }", Map.of(), "ReleaseRef.sequence");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{ a",
                "query",
                "{ \"a\" }",
                "fragment f on Project { id }",
                "mutation { a }",
                "subscription { a }",
                "query A { __typename } query B { __typename }"
            })
    void whatIsNoQueryIsRefused(String query) {
        HttpResponse<byte[]> response = http.post(Map.of("query", query));
        assertThat(Http.code(response)).as(query).isEqualTo("BAD_USER_INPUT");
        assertThat(Http.json(response).path("errors"))
                .allSatisfy(
                        error -> assertThat(error.path("message").asString()).isNotBlank());
        assertThat(Http.json(response).path("data").isObject()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {sequence: 0}              | sequence 0 (expected: 1 to NEWEST)
            {sequence: 99}             | sequence 99 (expected: 1 to NEWEST)
            {version: "2020.1.0"}      | version 2020.1.0 (expected: one of 2026.11.0 to VERSION)
            {root: "00"}               | root 00 (expected: the root of a release, 64 hex digits)
            {on: "2001-01-01"}         | on 2001-01-01 (expected: 2026-11-22 or later)
            """)
    void releasesThatThereAreNotAreRefused(String at, String expected) {
        String message =
                expected.replace("NEWEST", String.valueOf(Bundled.NEWEST)).replace("VERSION", Bundled.VERSION);
        for (String field : new String[] {
            "release(at: %s) { version }",
            "projects(at: %s) { totalCount }",
            "project(id: \"project:lofdal\", at: %s) { name }",
            "proof(type: PROJECT, id: \"project:lofdal\", at: %s) { root }",
            "search(text: \"cobalt\", at: %s) { totalCount }",
            "coverage(at: %s) { measure }",
            "diff(from: {sequence: 1}, to: %s) { totalCount }",
            "diff(from: %s, to: {sequence: 1}) { totalCount }"
        }) {
            assertCode("{ list: %s }".formatted(field.formatted(at)), Map.of(), "RELEASE_NOT_FOUND", message);
        }
        String type = "query ($at: ReleaseRef) { list: projects(at: $at) { totalCount } }";
        assertCode(type, Map.of("at", json(at)), "RELEASE_NOT_FOUND", message);
    }

    private void assertRefused(String query, Map<String, @Nullable Object> variables, String word) {
        assertCode(query, variables, "BAD_USER_INPUT", word);
    }

    private void assertCode(String query, Map<String, @Nullable Object> variables, String code, String word) {
        GraphQlTester.Response response =
                graphQl.document(query).variables(variables).execute();
        response.errors()
                .satisfy(errors -> assertThat(errors).isNotEmpty().allSatisfy(error -> {
                    assertThat(error.getExtensions()).containsEntry("code", code);
                    assertThat(error.getMessage()).isNotBlank().containsIgnoringCase(word);
                }));
        assertThat(response.returnResponse().field("list").<Object>getValue())
                .as("%s %s", query, variables)
                .isNull();
    }

    /** The words of enums stand without quotes in a literal. */
    private static String literal(String value) {
        return value.replace("\"NOPE\"", "NOPE");
    }

    private static JsonNode json(String literal) {
        return JSON.readTree(literal.replaceAll("([A-Za-z]+):", "\"$1\":"));
    }
}
