package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.ResourceBundle;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.graphql.GraphQlErrors;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever value is wrong, the engine says so in words of the schema: never by its classes, and in one language. */
@LodeTest
class WrongValuesTests {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern CLASSES = Pattern.compile(
            "Value\\{|HashMap|ArrayList|objectFields|java\\.|graphql\\.|'Double'|'Integer'|'Map'|org\\."
                    + "|(Int|Float|String|Boolean|Enum|Null|Object|Array)Value\\b|AST|ANTLR|'Field'|'(Linked|Big)\\w+'");

    private final Http http;

    WrongValuesTests(Http http) {
        this.http = http;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { projects(first: "x") { totalCount } }                           | argument 'first' with value 'x' is not a valid 'Int'
            { projects(first: 1.5) { totalCount } }                           | argument 'first' with value 1.5 is not a valid 'Int'
            { projects(first: true) { totalCount } }                          | argument 'first' with value true is not a valid 'Int'
            { projects(first: RED) { totalCount } }                           | argument 'first' with value 'RED' is not a valid 'Int'
            { projects(first: 99999999999) { totalCount } }                   | argument 'first' with value 99999999999 is not a valid 'Int'
            { projects(first: {a: [1]}) { totalCount } }                      | argument 'first' is not a valid 'Int'
            { projects(first: [1, {}]) { totalCount } }                       | argument 'first' is not a valid 'Int'
            { projects(first: {a: "} is not a valid 'Int' -"}) { totalCount } } | argument 'first' is not a valid 'Int'
            { release @include(if: "yes") { version } }                       | argument 'if' with value 'yes' is not a valid 'Boolean'
            { release @include(if: {}) { version } }                          | argument 'if' is not a valid 'Boolean'
            { release @include(if: null) { version } }                        | 'if'
            { projects(filter: {name: {isNull: 1}}) { totalCount } }          | argument 'filter.name.isNull' with value 1 is not a valid 'Boolean'
            { projects(filter: {name: {eq: 5}}) { totalCount } }              | argument 'filter.name.eq' with value 5 is not a valid 'String'
            { projects(filter: {name: {eq: {}}}) { totalCount } }             | argument 'filter.name.eq' is not a valid 'String'
            { projects(filter: {name: {in: ["x", 5]}}) { totalCount } }       | argument 'filter.name.in[1]' with value 5 is not a valid 'String'
            { projects(filter: {name: {in: {eq: "x"}}}) { totalCount } }      | argument 'filter.name.in' is not a valid 'String'
            { project(id: true) { id } }                                      | argument 'id' with value true is not a valid 'ID' - ID: a literal of another type (expected: text or a whole number)
            { project(id: 1.5) { id } }                                       | argument 'id' with value 1.5 is not a valid 'ID'
            { project(id: RED) { id } }                                       | argument 'id' with value 'RED' is not a valid 'ID'
            { project(id: {a: 1}) { id } }                                    | argument 'id' is not a valid 'ID'
            { project(id: ["project:abra"]) { id } }                          | argument 'id' is not a valid 'ID'
            { project(id: null) { id } }                                      | 'id'
            { project { id } }                                                | 'id'
            { projects(filter: {startDate: {gte: 2011.5}}) { totalCount } }   | argument 'filter.startDate.gte' with value 2011.5 is not a valid 'PartialDate'
            { projects(filter: {startDate: {gte: [{}]}}) { totalCount } }     | argument 'filter.startDate.gte' is not a valid 'PartialDate'
            { projects(at: {on: {day: 1}}) { totalCount } }                   | argument 'at.on' is not a valid 'Date'
            { projects(orderBy: [{field: RED}]) { totalCount } }              | argument 'orderBy[0].field' with value 'RED' is not a valid 'ProjectOrderField'
            { projects(orderBy: [{field: "NAME"}]) { totalCount } }           | argument 'orderBy[0].field' with value 'NAME' is not a valid 'ProjectOrderField'
            { projects(orderBy: [{field: {}}]) { totalCount } }               | argument 'orderBy[0].field' is not a valid 'ProjectOrderField'
            { projects(orderBy: [{field: null}]) { totalCount } }             | argument 'orderBy[0].field' must not be null
            { projects(orderBy: [{direction: ASC}]) { totalCount } }          | argument 'orderBy[0]' is missing required fields '[field]'
            { projects(orderBy: [NAME]) { totalCount } }                      | argument 'orderBy[0]' must be an object
            { projects(orderBy: [null]) { totalCount } }                      | argument 'orderBy[0]' must not be null
            { projects(filter: "x") { totalCount } }                          | argument 'filter' must be an object
            { projects(filter: [{}]) { totalCount } }                         | argument 'filter' must be an object
            { projects(filter: {name: [{eq: "x"}]}) { totalCount } }          | argument 'filter.name' must be an object
            { projects(filter: {nope: {eq: [1]}}) { totalCount } }            | argument 'filter' contains a field not in 'ProjectFilter': 'nope'
            { projects(at: {}) { totalCount } }                               | Exactly one key must be specified for OneOf type 'ReleaseRef'
            { projects(at: {sequence: 1, version: "x"}) { totalCount } }      | Exactly one key must be specified for OneOf type 'ReleaseRef'
            { projects(at: {sequence: null}) { totalCount } }                 | ReleaseRef.sequence
            { projects(nope: {a: 1}) { totalCount } }                         | 'nope'
            { projects(first: 1, first: {}) { totalCount } }                  | 'first'
            { projects(filter: {name: {}, name: {}}) { totalCount } }         | 'name'
            { release @include(if: true) @include(if: true) { version } }     | 'include'
            query ($v: Int = "x") { projects(first: $v) { totalCount } }      | with value 'x' is not a valid 'Int'
            query ($v: Int = {a: 1}) { projects(first: $v) { totalCount } }   | the default of a variable is not a valid 'Int'
            query ($v: Int! = null) { projects(first: $v) { totalCount } }    | the default of a variable is not a valid 'Int!'
            query ($v: Float = [true]) { projects(first: $v) { totalCount } } | the default of a variable is not a valid 'Float'
            query ($v: ID! = 1.5) { project(id: $v) { id } }                  | with value 1.5 is not a valid 'ID!'
            query ($v: ProjectFilter = {name: 5}) { projects(filter: $v) { totalCount } } | the default of a variable is not a valid 'ProjectFilter'
            query ($v: String) { projects(first: $v) { totalCount } }         | 'v'
            query ($v: Project) { projects(first: $v) { totalCount } }        | 'v'
            { projects(first: \\) { totalCount } }                            | line 1
            """)
    void aLiteralIsToldAsItStandsInTheDocument(String document, String words) {
        assertRefused(refusal(document, JSON.readTree("{}")), words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Int                 | "x"                           | v: \\"x\\" (expected: a whole number (Int), from
            Int                 | 1.5                           | v: 1.5 (expected: a whole number (Int), from
            Int                 | true                          | v: true (expected: a whole number (Int), from
            Int                 | {"a": 1}                      | v: {\\"a\\":1} (expected: a whole number (Int), from
            Int                 | [1]                           | v: [1] (expected: a whole number (Int), from
            Int                 | 99999999999                   | v: 99999999999 (expected: a whole number (Int), from
            Int!                | null                          | v: null (expected: a value of type Int!)
            Boolean             | 1                             | v: 1 (expected: true or false (Boolean))
            Boolean             | "true"                        | v: \\"true\\" (expected: true or false (Boolean))
            Boolean             | {"a": [1]}                    | v: {\\"a\\":[1]} (expected: true or false (Boolean))
            String              | 5                             | v: 5 (expected: text (String))
            String              | 1.5                           | v: 1.5 (expected: text (String))
            String              | {}                            | v: {} (expected: text (String))
            String              | ["x", {}]                     | v: [\\"x\\",{}] (expected: text (String))
            [String!]           | [1.5]                         | v[0]: 1.5 (expected: text (String))
            [String!]           | [null]                        | String!
            [String!]           | {"a": 1}                      | v: {\\"a\\":1} (expected: text (String))
            ID!                 | {"a": 1}                      | v: {\\"a\\":1} (expected: text or a whole number)
            ID!                 | ["project:abra"]              | v: [\\"project:abra\\"] (expected: text or a whole number)
            ID!                 | 1.5                           | v: 1.5 (expected: text or a whole number)
            ID!                 | true                          | v: true (expected: text or a whole number)
            ID!                 | null                          | v: null (expected: a value of type ID!)
            [ID!]               | [{"id": "project:abra"}]      | v[0]: {\\"id\\":\\"project:abra\\"} (expected: text or a whole number)
            PartialDate         | {"a": 1}                      | v: {\\"a\\":1} (expected: a date YYYY, YYYY-MM or YYYY-MM-DD
            Date                | [1]                           | v: [1] (expected: text that is a day
            ProjectOrderField!  | "RED"                         | v: RED (expected: a value of ProjectOrderField: ID, NAME,
            ProjectOrderField!  | 5                             | v: 5 (expected: a value of ProjectOrderField: ID, NAME,
            ProjectOrderField!  | {"a": 1}                      | ProjectOrderField
            ProjectOrderField!  | [[]]                          | ProjectOrderField
            [ProjectOrder!]     | [5]                           | v[0]: 5 (expected: an object of type ProjectOrder)
            [ProjectOrder!]     | "NAME"                        | v: \\"NAME\\" (expected: an object of type ProjectOrder)
            [ProjectOrder!]     | [[{"field": "NAME"}]]         | v[0]: [{\\"field\\":\\"NAME\\"}] (expected: an object of type ProjectOrder)
            [ProjectOrder!]     | [{}]                          | v[0].field: null (expected: a value of type ProjectOrderField!)
            [ProjectOrder!]     | [{"field": null}]             | v[0].field: null (expected: a value of type ProjectOrderField!)
            [ProjectOrder!]     | [null]                        | ProjectOrder!
            ProjectFilter       | []                            | v: [] (expected: an object of type ProjectFilter)
            ProjectFilter       | 1.5                           | v: 1.5 (expected: an object of type ProjectFilter)
            ProjectFilter       | "x"                           | v: \\"x\\" (expected: an object of type ProjectFilter)
            ProjectFilter       | {"name": ["x"]}               | v.name: [\\"x\\"] (expected: an object of type StringFilter)
            ProjectFilter       | {"name": {"eq": {}}}          | v.name.eq: {} (expected: text (String))
            ProjectFilter       | {"nope": {}}                  | v.nope: null (expected: a field of ProjectFilter: and, or, not,
            ProjectFilter       | {"id": {"eq": {}}}            | v.id.eq: {} (expected: text or a whole number)
            ProjectFilter       | {"and": [{"not": [1]}]}       | v.and[0].not: [1] (expected: an object of type ProjectFilter)
            ReleaseRef          | {}                            | ReleaseRef
            ReleaseRef          | {"sequence": 1, "on": "x"}    | v.on: x (expected: text that is a day
            ReleaseRef          | {"sequence": 1, "root": "x"}  | ReleaseRef
            ReleaseRef          | {"sequence": null}            | ReleaseRef.sequence
            ReleaseRef          | 1                             | v: 1 (expected: an object of type ReleaseRef)
            """)
    void aVariableIsToldWithWhatWasExpected(String type, String value, String words) {
        assertRefused(refusal("query ($v: %s) { %s }".formatted(type, place(type)), JSON.readTree(value)), words);
    }

    @Test
    void aNullInPlaceOfADefaultIsRefused() {
        assertRefused(
                refusal("query ($v: ID = \"x\") { project(id: $v) { id } }", JSON.readTree("null")),
                "id: null (expected: a value of type ID! for $v)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Int        | {}
            Int        | 99999999999
            [String!]  | [true]
            ReleaseRef | {}
            """)
    void theLanguageThatAClientPrefersChangesNothing(String type, String value) {
        String document = "query ($v: %s) { %s }".formatted(type, place(type));
        String answer = refusal(document, JSON.readTree(value));
        for (String language : List.of("de", "nl", "en")) {
            assertThat(refusal(document, JSON.readTree(value), "Accept-Language", language))
                    .isEqualTo(answer);
        }
    }

    /** A bundle that is not found gives way to that of the machine's language. */
    @ParameterizedTest
    @ValueSource(strings = {"Execution", "Parsing", "Scalars", "Validation"})
    void theLanguageOfTheMachineChangesNothing(String bundle) {
        assertThat(ResourceBundle.getBundle("i18n." + bundle, GraphQlErrors.LOCALE)
                        .getLocale())
                .isEqualTo(GraphQlErrors.LOCALE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Execution", "Parsing", "Scalars", "Validation"})
    void everyMessageOfOursIsOneThatTheEngineHas(String bundle) throws IOException {
        Properties ours = new Properties();
        ours.load(new ClassPathResource("i18n/%s_%s.properties".formatted(bundle, GraphQlErrors.LOCALE))
                .getInputStream());
        assertThat(ResourceBundle.getBundle("i18n." + bundle, Locale.ROOT).keySet())
                .as("messages of the engine")
                .containsAll(ours.stringPropertyNames());
    }

    private static String place(String type) {
        return switch (type) {
            case "Int", "Int!" -> "projects(first: $v) { totalCount }";
            case "Boolean" -> "projects(filter: {name: {isNull: $v}}) { totalCount }";
            case "String" -> "projects(filter: {name: {eq: $v}}) { totalCount }";
            case "[String!]" -> "projects(filter: {name: {in: $v}}) { totalCount }";
            case "ID!" -> "project(id: $v) { id }";
            case "[ID!]" -> "projects(filter: {id: {in: $v}}) { totalCount }";
            case "PartialDate" -> "projects(filter: {startDate: {gte: $v}}) { totalCount }";
            case "Date" -> "projects(at: {on: $v}) { totalCount }";
            case "ProjectOrderField!" -> "projects(orderBy: [{field: $v}]) { totalCount }";
            case "[ProjectOrder!]" -> "projects(orderBy: $v) { totalCount }";
            case "ProjectFilter" -> "projects(filter: $v) { totalCount }";
            default -> "projects(at: $v) { totalCount }";
        };
    }

    private static void assertRefused(String answer, String words) {
        assertThat(answer).doesNotContainPattern(CLASSES).contains(words).contains("\"code\":\"BAD_USER_INPUT\"");
    }

    private String refusal(String document, JsonNode value, String... headers) {
        return new String(
                http.post(Http.body(document, Map.of("v", value)), headers).body(), UTF_8);
    }
}
