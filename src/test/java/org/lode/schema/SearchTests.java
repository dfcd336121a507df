package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import org.lode.support.Replay;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** What is found, in which order, and how it is shown. */
@LodeTest
class SearchTests extends MadeReleases {
    private final HttpGraphQlTester graphQl;
    private final Search search;

    SearchTests(HttpGraphQlTester graphQl) {
        this.graphQl = graphQl;
        this.search = new Search(graphQl);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Lynas Rare Earths          | org:lynas
            Lynas Corporation          | org:lynas
            Japan Oil, Gas             | org:jogmec
            Dysprosium                 | mineral:dysprosium
            Dy                         | mineral:dysprosium
            neodymium mt weld          | project:lynas-mt-weld-gebeng
            Botswana                   | office:jogmec-gaborone-grsc
            Chile caserones            | project:caserones
            Sojitz                     | deal:lynas-japan-supply
            Toho Zinc                  | investment:abra-loan-2019
            awaruite                   | project:advocate
            "New South Wales"          | project:border-australia
            south australia            | project:border-australia
            annual report lynas        | source:lynas-lynas-2017-annual-report
            双日                         | org:sojitz
            石油天然ガス                     | org:jogmec
            ヴァーレ                       | org:vale
            организация                | org:jogmec
            UK                         | country:GB
            Ivory Coast                | country:CI
            wolfram                    | mineral:tungsten
            columbium                  | mineral:niobium
            wolfram Canada             | project:mactung
            net import reliance        | indicator:net-import-reliance
            """)
    void recordsAreFoundByNamesAliasesMineralsPlacesPartiesAndProse(String text, String id) {
        assertThat(search.ids(text)).contains(id);
    }

    @ParameterizedTest
    @CsvSource({
        "lynass, org:lynas",
        "disprosium, mineral:dysprosium",
        "Sojits, org:sojitz",
        "Austrlia, country:AU",
        "neodimium, mineral:neodymium",
        "Kazakstan, country:KZ",
        "cobolt, mineral:cobalt",
        "JOGMAC, org:jogmec",
        "neodymuim, mineral:neodymium",
        "molibdenum, mineral:molybdenum"
    })
    void misspeltWordsAreFoundBelowOne(String text, String id) {
        JsonNode found = search.all(text);
        assertThat(Search.ids(found)).first().isEqualTo(id);
        found.path("edges")
                .forEach(edge ->
                        assertThat(edge.path("node").path("score").asDouble()).isBetween(0.0, 1.0));
    }

    @ParameterizedTest
    @CsvSource({
        "Puławy, pulawy",
        "Côte d'Ivoire, cote divoire",
        "Gécamines, GECAMINES",
        "Araxá, araxa",
        "Türkiye, turkiye",
        "São Paulo, sao paulo",
        "Bastnäsite, bastnasite"
    })
    void accentsAndCaseDoNotMatter(String with, String without) {
        String plain = without.replace("divoire", "d'ivoire");
        assertThat(search.ids(with)).isNotEmpty().isEqualTo(search.ids(plain));
        assertThat(search.ids(Normalizer.normalize(with, Normalizer.Form.NFD))).isEqualTo(search.ids(plain));
    }

    @ParameterizedTest
    @CsvSource({
        "Copper, mineral:copper",
        "chile, country:CL",
        "Lynas, org:lynas",
        "JOGMEC, org:jogmec",
        "Niger, country:NE",
        "dy, mineral:dysprosium",
        "Lofdal, project:lofdal"
    })
    void whatIsCalledSoComesFirst(String text, String id) {
        assertThat(search.ids(text)).first().isEqualTo(id);
    }

    @Test
    void wordsAsWrittenComeBeforeLongerOnes() {
        JsonNode found = search.all("Niger");
        assertThat(Search.ids(found)).containsSubsequence("country:NE", "country:NG");
        double last = Double.MAX_VALUE;
        for (JsonNode edge : found.path("edges")) {
            assertThat(edge.path("node").path("score").asDouble()).isLessThanOrEqualTo(last);
            last = edge.path("node").path("score").asDouble();
        }
        assertThat(last).isLessThan(0.5);
    }

    @Test
    void phrasesAreKeptTogetherAndWordsCanBeRuledOut() {
        assertThat(search.ids("\"south new wales\"")).isEmpty();
        assertThat(search.ids("south new wales")).contains("project:border-australia");
        List<String> nickel = search.ids("nickel");
        List<String> without = search.ids("nickel -canada");
        assertThat(nickel).containsAll(without).hasSizeGreaterThan(without.size());
        assertThat(nickel).filteredOn(id -> !without.contains(id)).containsAll(search.ids("nickel \"canada\""));
    }

    /** A text that only rules words out is the rest of the records, in the order of kind and id. */
    @Test
    void wordsThatAreOnlyRuledOutLeaveTheRest() {
        JsonNode rest = search.page("-lithium", Map.of("first", 500));
        int all = search.page("-qwertzuiop", Map.of("first", 0))
                .path("totalCount")
                .asInt();
        int with = search.page("\"lithium\"", Map.of("first", 0))
                .path("totalCount")
                .asInt();
        assertThat(rest.path("totalCount").asInt()).isEqualTo(all - with).isPositive();
        assertThat(Search.ids(rest)).doesNotContain("mineral:lithium").contains("country:AU");
        rest.path("edges").forEach(edge -> {
            assertThat(edge.at("/node/score").asDouble()).isZero();
            assertThat(edge.at("/node/highlights").isEmpty()).isTrue();
        });
    }

    /** The phrase would reach from the mineral's name into its symbol's, or from one name into the next. */
    @Test
    void noPhraseReachesFromOneTextIntoAnother() {
        assertThat(search.ids("copper cobalt")).isNotEmpty();
        JsonNode found = search.all("\"copper cu\"");
        assertThat(Search.ids(found)).isEmpty();
    }

    @Test
    void onlyTheKindsAskedForAreSearched() {
        JsonNode found = search.page("lynas", Map.of("types", List.of("DEAL", "ORGANIZATION"), "first", 500));
        assertThat(Search.ids(found)).allMatch(id -> id.startsWith("deal:") || id.startsWith("org:"));
        assertThat(found.path("totalCount").asInt()).isEqualTo(Search.ids(found).size());
        assertThat(search.ids("lynas")).containsAll(Search.ids(found));
    }

    @Test
    void anOlderReleaseFindsWhatWasThere() {
        for (int sequence : List.of(1, FIRST - 2, FIRST)) {
            Set<String> records = RELEASES.get(sequence).records().keySet().stream()
                    .map(Replay.RecordName::id)
                    .collect(Collectors.toSet());
            for (String text : List.of("jogmec", "lynass", "copper", "Between", "zirconium")) {
                assertThat(records).containsAll(search.ids(text, sequence));
            }
        }
        assertThat(search.ids("Between added", FIRST)).containsExactly("project:mm-between");
        assertThat(search.ids("Between added", FIRST - 1)).doesNotContain("project:mm-between");
        assertThat(search.ids("Between noted", FIRST)).isEmpty();
        assertThat(search.ids("Between noted", FIRST + 1)).containsExactly("project:mm-between");
        assertThat(search.ids("caledoni", FIRST - 1)).contains("project:caledoni-nickel");
        assertThat(search.ids("caledoni", FIRST)).doesNotContain("project:caledoni-nickel");
    }

    /** A word that only a later release has is unknown, and so misspelt, in those before it. */
    @Test
    void whatIsMisspeltDependsOnTheRelease() {
        assertThat(search.ids("tellurium", 4)).contains("mineral:tellurium");
        assertThat(search.ids("lynas", 1)).isEqualTo(search.ids("lynass", 1));
    }

    @Test
    void highlightsShowWhereTheWordsAre() {
        JsonNode hit = search.page("gecamines venture", Map.of("types", List.of("DEAL")))
                .path("edges")
                .path(0)
                .path("node");
        assertThat(hit.path("highlights").path(0).path("path").asString()).isEqualTo("name");
        assertThat(hit.path("highlights").path(0).path("html").asString())
                .isEqualTo("DFC and the <mark>Gécamines</mark>-Mercuria trading <mark>venture</mark>");
        assertThat(hit.path("highlights").path(1).path("path").asString()).isEqualTo("parties.organization.name");
        assertThat(search.page("cote ivoire", Map.of())
                        .at("/edges/0/node/highlights/0/html")
                        .asString())
                .isEqualTo("<mark>Côte</mark> d&#39;<mark>Ivoire</mark>");
        assertThat(search.page("disprosium", Map.of())
                        .at("/edges/0/node/highlights/0/html")
                        .asString())
                .isEqualTo("<mark>Dysprosium</mark>");
    }

    /** A word with two letters swapped has few of the trigrams of the right one, and is found all the same. */
    @Test
    void swappedLettersAreFound() {
        assertThat(search.ids("lyans")).contains("org:lynas");
        assertThat(search.ids("oclabt")).doesNotContain("mineral:cobalt");
    }

    @Test
    void phrasesAreMarkedWhereTheyStand() {
        JsonNode found = search.all("\"rare earth\"");
        assertThat(found.path("totalCount").asInt()).isGreaterThan(200);
        for (JsonNode edge : found.path("edges")) {
            JsonNode highlights = edge.path("node").path("highlights");
            assertThat(highlights.isEmpty()).as("%s", edge).isFalse();
            highlights.forEach(one -> assertThat(one.path("html").asString())
                    .matches("(?is).*<mark>rare(</mark>[^a-z<]+<mark>|-)?earth</mark>.*"));
        }
    }

    /** Names of one kind may be the same; what tells records apart is part of the title. */
    @Test
    void hitsAreToldApartByKindAndTitle() {
        List<String> seen = new ArrayList<>();
        JsonNode page = null;
        while (page == null || page.at("/pageInfo/hasNextPage").asBoolean()) {
            page = graphQl.document("""
                            query($after: String) { search(text: "jogmec", first: 500, after: $after) {
                                nodes { type title record { __typename } } pageInfo { hasNextPage endCursor } } }
                            """)
                    .variable(
                            "after",
                            page == null ? null : page.at("/pageInfo/endCursor").asString())
                    .execute()
                    .path("search")
                    .entity(JsonNode.class)
                    .get();
            page.path("nodes").forEach(hit -> {
                seen.add(hit.path("type").asString() + " " + hit.path("title").asString());
                assertThat(hit.path("type").asString())
                        .isEqualToIgnoringCase(hit.at("/record/__typename").asString());
            });
        }
        assertThat(seen)
                .hasSizeGreaterThan(600)
                .contains(
                        "INVESTMENT Abra lead exploration (loan to Toho Zinc): loan, JPY 1,600,000,000, 2019-06-26 (JOGMEC)");
        // Two loans of one bank, day and amount to two companies share a title.
        assertThat(seen.stream().filter(hit -> !hit.startsWith("INVESTMENT CBMM niobium mine (Araxá): loan, USD 135")))
                .hasSizeGreaterThan(seen.size() - 3)
                .doesNotHaveDuplicates();
    }

    @Test
    void everyHitHasAHighlight() {
        for (String text : List.of(
                "資源",
                "ﾚｱｱｰｽ",
                "S.A.",
                "off-take",
                "cooperation",
                "jogmac",
                "jogmec",
                "rare earths",
                "lynass",
                "japan",
                "2011",
                "nickel -canada")) {
            for (JsonNode edge : search.all(text).path("edges")) {
                JsonNode highlights = edge.path("node").path("highlights");
                assertThat(highlights.isEmpty()).as("%s", edge).isFalse();
                highlights.forEach(one -> assertThat(one.path("html").asString())
                        .contains("<mark>")
                        .doesNotContain("\u0002", "\u0003"));
            }
        }
    }

    @Test
    void aHitIsAnyKindOfRecordAtTheReleaseSearched() {
        graphQl.document("""
                        { search(text: "southdown", at: {sequence: %d}, types: [PROJECT], first: 1) { nodes { record {
                            id since { sequence } ... on Project { name country { name } investments { totalCount } } } } } }
                        """.formatted(FIRST))
                .execute()
                .path(
                        "search.nodes[0].record",
                        project -> project.path("name")
                                .entity(String.class)
                                .satisfies(name -> assertThat(name).startsWith("!! "))
                                .path("since.sequence")
                                .entity(Integer.class)
                                .isEqualTo(FIRST)
                                .path("country.name")
                                .entity(String.class)
                                .satisfies(name -> assertThat(name).isNotEmpty()));
    }

    @ParameterizedTest
    @CsvSource({"lynas, 11", "disprosium, 1", "rare earths japan, 500", "tungsten, 7"})
    void pagesMakeUpTheListInEitherDirection(String text, int size) {
        List<String> whole = search.ids(text, FIRST + 1);
        assertThat(whole).hasSizeGreaterThan(10).doesNotHaveDuplicates();
        assertPagesMakeUp(whole, text, size);
        List<String> cursors = new ArrayList<>();
        search.all(text)
                .path("edges")
                .forEach(edge -> cursors.add(edge.path("cursor").asString()));
        assertThat(Search.ids(search.page(
                        text, Map.of("after", cursors.get(2), "before", cursors.get(whole.size() - 2), "last", 4))))
                .isEqualTo(whole.subList(whole.size() - 6, whole.size() - 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lynas", "disprosium", "rare earths japan", "tungsten"})
    @Tag("thorough")
    void pagesOfAnySizeMakeUpTheListInEitherDirection(String text) {
        List.of(1, 7, 500).forEach(size -> assertPagesMakeUp(search.ids(text, FIRST + 1), text, size));
    }

    private void assertPagesMakeUp(List<String> whole, String text, int size) {
        assertThat(walk(text, size, "first", "after", "endCursor", "hasNextPage"))
                .isEqualTo(whole);
        assertThat(walk(text, size, "last", "before", "startCursor", "hasPreviousPage"))
                .isEqualTo(whole);
    }

    private List<String> walk(String text, int size, String end, String from, String cursor, String more) {
        List<String> ids = new ArrayList<>();
        JsonNode page = search.page(text, Map.of(end, size));
        for (boolean on = true; on; ) {
            assertThat(page.path("edges").size()).isLessThanOrEqualTo(size);
            ids.addAll(end.equals("first") ? ids.size() : 0, Search.ids(page));
            on = page.path("pageInfo").path(more).asBoolean();
            if (on) {
                page = search.page(
                        text,
                        Map.of(
                                end,
                                size,
                                from,
                                page.path("pageInfo").path(cursor).asString()));
            }
        }
        assertThat(page.path("totalCount").asInt()).isEqualTo(ids.size());
        return ids;
    }

    @Test
    void laterPagesStayInTheReleaseOfTheFirst() {
        JsonNode first = search.page("copper", Map.of("first", 3, "at", Map.of("sequence", 2)));
        String cursor = first.path("pageInfo").path("endCursor").asString();
        JsonNode answer = search.answer("copper", Map.of("first", 500, "after", cursor));
        assertThat(answer.at("/extensions/release/sequence").asInt()).isEqualTo(2);
        List<String> both = Search.ids(first);
        both.addAll(Search.ids(answer.path("data").path("search")));
        assertThat(both).isEqualTo(search.ids("copper", 2));
    }
}
