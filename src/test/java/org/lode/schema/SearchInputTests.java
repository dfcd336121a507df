package org.lode.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.support.GraphQl;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Seed;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** Every text is searched for, or refused with what was expected. */
@LodeTest
class SearchInputTests {
    private static final Seed SEED = Seed.of(SearchInputTests.class);
    private static final int FEW = 60;
    private static final int MANY = 2_000;

    /** What has a meaning to somebody: to tsquery, regular expressions, like, JSON, SQL, HTML or a terminal. */
    private static final List<String> ODD = List.of(
            "&",
            "|",
            "!",
            "<->",
            "<2>",
            ":*",
            ":A",
            "(",
            ")",
            "'",
            "\"",
            "\\",
            "%",
            "_",
            ".*",
            "[a-z]+",
            "(a+)+$",
            "{0}",
            "$1",
            "?",
            ";--",
            "/*",
            "{",
            "}",
            "\u0001",
            "\u0002",
            "\u001b",
            "\u200b",
            "\u202e",
            "\ufeff",
            "\uffff",
            "´",
            "ß",
            "İ",
            "日本",
            "🜨",
            "e\u0301",
            "½",
            "№",
            "\u00a0",
            "-",
            "--",
            "-\"",
            "lynas",
            "copper",
            "Puławy",
            "1e5",
            "0x7f",
            "NULL",
            "a/b/c",
            "a@b.c",
            "http://a.b/c?d=e",
            "<b>",
            "&amp;",
            "lodegap",
            "\n",
            "\t");

    private final HttpGraphQlTester graphQl;
    private final Search search;
    private final Http http;

    SearchInputTests(HttpGraphQlTester graphQl, Http http) {
        this.graphQl = graphQl;
        this.search = new Search(graphQl);
        this.http = http;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "\u3000"})
    void blankTextFindsNothing(String text) {
        JsonNode page = search.page(text, Map.of());
        assertThat(page.path("totalCount").asInt()).isZero();
        assertThat(page.path("edges").isEmpty()).isTrue();
        assertThat(page.at("/pageInfo/hasNextPage").asBoolean()).isFalse();
    }

    @Test
    void textOfMoreThanTwoHundredCharactersIsRefused() {
        assertThat(search.page("\uD83D\uDE00".repeat(200), Map.of())
                        .path("totalCount")
                        .asInt())
                .isZero();
        assertRefused(search.answer("a".repeat(201), Map.of()), "text", "a".repeat(200) + "…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "lynas\\u0000", "\\ud800", "\\udc00lynas"})
    void whatIsNoTextIsRefused(String escaped) {
        String body = """
                {"query": "query ($text: String!) { search(text: $text) { totalCount } }", "variables": {"text": "%s"}}
                """.formatted(escaped);
        JsonNode answer = Http.json(http.post(body.getBytes(UTF_8)));
        assertThat(answer.at("/errors/0/extensions/code").asString()).isEqualTo("BAD_USER_INPUT");
        assertThat(answer.at("/errors/0/extensions/argument").asString()).isEqualTo("text");
        assertThat(answer.at("/errors/0/extensions/expected").asString()).contains("U+0000");
    }

    @Test
    void kindsThatAreNotSearchedAreRefused() {
        assertRefused(search.answer("x", Map.of("types", List.of("CITATION"))), "types", "[CITATION]");
        assertRefused(search.answer("x", Map.of("types", List.of("DEAL", "FX_RATE"))), "types", "[DEAL, FX_RATE]");
        assertRefused(search.answer("x", Map.of("types", List.of())), "types", "[]");
        assertThat(GraphQl.data(graphQl.document("{ search(text: \"x\", types: null) { totalCount } }")
                        .execute()))
                .isEqualTo(GraphQl.data(graphQl.document("{ search(text: \"x\") { totalCount } }")
                        .execute()));
    }

    @Test
    void pageSizesAreThoseOfAllLists() {
        assertRefused(search.answer("x", Map.of("first", 501)), "first", "501");
        assertRefused(search.answer("x", Map.of("first", -1)), "first", "-1");
        assertRefused(search.answer("x", Map.of("first", 1, "last", 1)), "last", "1");
        assertThat(search.page("lynas", Map.of("first", 0)).path("edges").isEmpty())
                .isTrue();
    }

    private static void assertRefused(JsonNode answer, String argument, String value) {
        JsonNode extensions = answer.at("/errors/0/extensions");
        assertThat(extensions.path("code").asString()).as("%s", answer).isEqualTo("BAD_USER_INPUT");
        assertThat(extensions.path("argument").asString()).isEqualTo(argument);
        assertThat(extensions.path("value").asString()).isEqualTo(value);
        assertThat(extensions.path("expected").asString()).isNotEmpty();
        assertThat(answer.path("data").path("search").isObject()).isFalse();
    }

    @Test
    void aCursorOfAnotherTextKindOrReleaseIsRefused() {
        String cursor = search.page("copper", Map.of("first", 1))
                .path("pageInfo")
                .path("endCursor")
                .asString();
        assertThat(search.page("copper", Map.of("after", cursor)).path("edges").isEmpty())
                .isFalse();
        for (String argument : List.of("after", "before")) {
            assertMismatch(search.answer("coppers", Map.of(argument, cursor)));
            assertMismatch(search.answer("copper", Map.of(argument, cursor, "types", List.of("DEAL"))));
            assertMismatch(search.answer("copper", Map.of(argument, cursor, "at", Map.of("sequence", 1))));
            assertMismatch(search.answer("copper", Map.of(argument, "made-up")));
            assertMismatch(GraphQl.tree(
                    graphQl.document("{ search(text: \"copper\", %s: \"made-up\") { totalCount } }".formatted(argument))
                            .execute()));
        }
        String list = GraphQl.data(graphQl.document("{ projects(first: 1) { pageInfo { endCursor } } }")
                        .execute())
                .at("/projects/pageInfo/endCursor")
                .asString();
        assertMismatch(search.answer("copper", Map.of("after", list)));
    }

    private static void assertMismatch(JsonNode answer) {
        assertThat(answer.at("/errors/0/extensions/code").asString())
                .as("%s", answer)
                .isEqualTo("CURSOR_MISMATCH");
    }

    @ParameterizedTest
    @ValueSource(strings = {".*", "%_\\", "\"", "'", "''' | ''", ":*", "!", "-", "<->", "\\", "\u0001"})
    void oddTextsAreHarmless(String text) {
        assertThat(search.page(text, Map.of()).path("totalCount").asInt()).isZero();
    }

    @Test
    void whatIsNoWordHasNoMeaning() {
        assertThat(search.ids("a & | !")).isNotEmpty().isEqualTo(search.ids("a"));
    }

    @Test
    void randomTextsAreSearchedFor() {
        search(FEW);
    }

    @Tag("thorough")
    @Test
    void manyRandomTextsAreSearchedFor() {
        search(MANY);
    }

    /** Each answer comes within the time that an operation has, since what takes longer is an error. */
    private void search(int texts) {
        Random random = SEED.random("texts");
        for (int i = 0; i < texts; i++) {
            String text = text(random);
            JsonNode answer = search.answer(text, Map.of("first", 20));
            String told = "%s of %s: %s".formatted(text, SEED, answer);
            assertThat(answer.path("errors").isMissingNode()).as(told).isTrue();
            assertThat(answer.path("data").path("search").path("totalCount").asInt())
                    .as(told)
                    .isGreaterThanOrEqualTo(
                            answer.path("data").path("search").path("edges").size());
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n >= 0; n--) {
            text.append(
                    random.nextInt(4) > 0
                            ? ODD.get(random.nextInt(ODD.size()))
                            : Character.toString(random.nextInt(0x20, 0xD800)));
            text.append(random.nextBoolean() ? " " : "");
        }
        return text.codePointCount(0, text.length()) > 200 ? text.substring(0, 100) : text.toString();
    }
}
