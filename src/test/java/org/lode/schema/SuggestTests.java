package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** What a search box is offered while a text is written. */
@LodeTest
class SuggestTests {
    private static final String DOCUMENT = """
            query ($text: String!, $types: [RecordType!], $first: Int, $at: ReleaseRef) {
              suggest(text: $text, types: $types, first: $first, at: $at) { type title match record { id: recordId __typename } }
            }
            """;

    private final HttpGraphQlTester graphQl;

    SuggestTests(HttpGraphQlTester graphQl) {
        this.graphQl = graphQl;
    }

    private GraphQlTester.Response ask(String text, Map<String, ?> more) {
        Map<String, @Nullable Object> variables = new HashMap<>(more);
        variables.put("text", text);
        return graphQl.document(DOCUMENT).variables(variables).execute();
    }

    private List<JsonNode> suggest(String text, Map<String, ?> more) {
        return ask(text, more).path("suggest").entityList(JsonNode.class).get();
    }

    /** Names and aliases as organizations.csv, countries.csv and the others have them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            L              |                     | 10
            lyna           | org:lynas           | 1
            Lynas C        | org:lynas           | 1
            copper         | mineral:copper      | 1
            cob            | mineral:cobalt      | 1
            cobolt         | mineral:cobalt      | 1
            jap            | country:JP          | 1
            south a        | country:ZA          | 1
            oil gas met    | org:jogmec          | 1
            日本           | org:japan-south-africa-chrome | 1
            南             | org:japan-south-africa-chrome | 1
            ﾚｱｱｰｽ 越       | source:jiji-2012-news-view | 1
            """)
    void namesThatBeginSoAreOffered(String text, @Nullable String id, int least) {
        List<JsonNode> found = suggest(text, Map.of());
        assertThat(found).hasSizeBetween(least, 10);
        if (id != null) {
            assertThat(found.stream().map(one -> one.at("/record/id").asString()))
                    .contains(id);
        }
        found.forEach(one -> {
            assertThat(one.path("type").asString())
                    .isEqualToIgnoringCase(one.at("/record/__typename").asString());
            assertThat(one.path("match").asString()).isNotBlank();
            assertThat(one.path("title").asString()).isNotBlank();
        });
    }

    @Test
    void whatIsCalledSoComesFirst() {
        assertThat(suggest("niger", Map.of()).getFirst().at("/record/id").asString())
                .isEqualTo("country:NE");
        assertThat(suggest("copper", Map.of()).getFirst().at("/record/id").asString())
                .isEqualTo("mineral:copper");
    }

    /** The alias is what was written, and the title what the record is called. */
    @Test
    void theNameThatHasTheWordsIsTold() {
        JsonNode alias = suggest("Japan Oil, Gas", Map.of()).getFirst();
        assertThat(alias.path("match").asString()).isEqualTo("Japan Oil, Gas and Metals National Corporation");
        assertThat(alias.path("title").asString())
                .isEqualTo("Japan Organization for Metals and Energy Security (JOGMEC)");
    }

    /** "romanised" stands in a note alone. */
    @Test
    void notesAndSummariesAreNotNames() {
        assertThat(suggest("romanised", Map.of())).isEmpty();
        assertThat(suggest("abra", Map.of("types", List.of("INVESTMENT")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u3000", "-", "™"})
    void aTextWithoutWordsGivesNone(String text) {
        assertThat(suggest(text, Map.of())).isEmpty();
    }

    @Test
    void kindsReleaseAndNumberAreChosen() {
        assertThat(suggest("a", Map.of("types", List.of("MINERAL"), "first", 50)))
                .isNotEmpty()
                .allMatch(one -> one.path("type").asString().equals("MINERAL"));
        assertThat(suggest("a", Map.of("first", 3))).hasSize(3);
        assertThat(suggest("a", Map.of("first", 0))).isEmpty();
        assertThat(suggest("sagay", Map.of("at", Map.of("sequence", 4)))).hasSize(1);
    }

    /** Records and names are those of the release. */
    @Test
    void anOlderReleaseOffersWhatWasThere() {
        for (int sequence = 1; sequence <= 4; sequence++) {
            int named = graphQl.document(
                            "query ($at: ReleaseRef) { projects(at: $at, filter: {name: {startsWith: \"Abra \"}}) { totalCount } }")
                    .variable("at", Map.of("sequence", sequence))
                    .execute()
                    .path("projects.totalCount")
                    .entity(Integer.class)
                    .get();
            assertThat(suggest("abra", Map.of("at", Map.of("sequence", sequence), "types", List.of("PROJECT"))))
                    .hasSize(named);
        }
    }

    @Test
    void whatIsTooMuchIsRefused() {
        for (Map<String, ?> more :
                List.of(Map.of("first", 501), Map.of("first", -1), Map.of("types", List.of("CITATION")))) {
            assertThat(GraphQl.tree(ask("a", more))
                            .at("/errors/0/extensions/code")
                            .asString())
                    .isEqualTo("BAD_USER_INPUT");
        }
        assertThat(GraphQl.tree(ask("a".repeat(201), Map.of()))
                        .at("/errors/0/extensions/argument")
                        .asString())
                .isEqualTo("text");
    }
}
