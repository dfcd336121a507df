package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.support.LodeTest;
import org.lode.support.Seed;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.json.JsonMapper;

/** A cursor is valid for the list that it came from, unaltered, and for no other list. */
@LodeTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CursorTests {
    private static final Seed SEED = Seed.of(CursorTests.class);
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final HttpGraphQlTester graphQl;
    private final List<Held> held;

    /** A list with the cursor of its first row. */
    private record Held(CursorLists.One list, String cursor) {}

    CursorTests(HttpGraphQlTester graphQl) {
        this.graphQl = graphQl;
        this.held = CursorLists.all().stream()
                .map(list -> new Held(list, first(list)))
                .toList();
    }

    private String first(CursorLists.One list) {
        return graphQl.document(list.with("first: 1", "edges { cursor }"))
                .execute()
                .path(list.path() + ".edges[*].cursor")
                .entityList(String.class)
                .hasSize(1)
                .get()
                .getFirst();
    }

    @Test
    void aListTakesItsOwnCursors() {
        for (Held own : held) {
            graphQl.document(own.list().with(after(own.cursor()), "pageInfo { hasPreviousPage }"))
                    .execute()
                    .path(own.list().path() + ".pageInfo.hasPreviousPage")
                    .entity(Boolean.class)
                    .isEqualTo(true);
        }
    }

    @Test
    void anAlteredCursorIsRefused() {
        Random random = SEED.random("altered");
        for (Held own : held) {
            int last = own.cursor().length() - 1;
            for (int at : new int[] {0, random.nextInt(last), last}) {
                assertAlteredIsRefused(own, at, random);
            }
        }
    }

    @Test
    @Tag("thorough")
    void aCursorAlteredAnywhereIsRefused() {
        Random random = SEED.random("altered anywhere");
        for (Held own : held) {
            for (int at = 0; at < own.cursor().length(); at++) {
                assertAlteredIsRefused(own, at, random);
            }
        }
    }

    private void assertAlteredIsRefused(Held own, int at, Random random) {
        String cursor = own.cursor();
        char other = ALPHABET.charAt((ALPHABET.indexOf(cursor.charAt(at)) + 1 + random.nextInt(63)) % 64);
        assertRefused(own.list(), cursor.substring(0, at) + other + cursor.substring(at + 1), random);
    }

    @Test
    void aCursorCutOrLengthenedIsRefused() {
        Random random = SEED.random("cut");
        CursorLists.One list = held.getFirst().list();
        String cursor = held.getFirst().cursor();
        for (int length = 0; length < cursor.length(); length++) {
            assertRefused(list, cursor.substring(0, length), random);
            assertRefused(list, cursor.substring(cursor.length() - length), random);
        }
        for (String more : List.of("A", "AA", "=", "==", " ", "\n", cursor)) {
            assertRefused(list, cursor + more, random);
            assertRefused(list, more + cursor, random);
        }
    }

    @Test
    @Tag("thorough")
    void aCursorOfAnyOtherListIsRefused() {
        Random random = SEED.random("others");
        for (Held from : held) {
            for (Held to : held) {
                // Without a release named, a cursor names it: that is how pages stay on the release of page one.
                boolean names = unnamed(from.list()).equals(to.list().query());
                if (!from.equals(to) && !names) {
                    assertRefused(to.list(), from.cursor(), random);
                }
            }
        }
    }

    /** The query without the release that it names. */
    private static String unnamed(CursorLists.One list) {
        return list.query().replaceAll("(, )?at: \\{sequence: 3\\}|@2026\\.11\\.2", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "0",
                "%s%d%n",
                "é日本😀",
                "../../etc",
                "{}",
                "AAAA",
                "AQAAAAQAAAAA",
                "-_-_-_-_-_-_"
            })
    void textThatWasNeverACursorIsRefused(String text) {
        held.forEach(own -> assertRefused(own.list(), text, SEED.random(text)));
    }

    @Test
    void bytesAtRandomAreRefused() {
        assertBytesAreRefused(SEED.random("bytes"), 1);
    }

    @Test
    @Tag("thorough")
    void manyBytesAtRandomAreRefused() {
        assertBytesAreRefused(SEED.random("many bytes"), 10);
    }

    private void assertBytesAreRefused(Random random, int times) {
        for (Held own : held) {
            for (int i = 0; i < times; i++) {
                byte[] bytes = new byte[random.nextInt(100)];
                random.nextBytes(bytes);
                assertRefused(
                        own.list(), Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), random);
            }
            assertRefused(own.list(), "A".repeat(20_000), random);
        }
    }

    @Test
    void theOrderOfAFiltersKeysDoesNotMatter() {
        String query =
                "query ($filter: ProjectFilter!, $after: String) { projects(filter: $filter, first: 1, after: $after) { pageInfo { endCursor } } }";
        Map<String, Object> stage = Map.of("in", List.of("FEASIBILITY", "PRODUCTION"));
        Map<String, Object> country = Map.of("code", Map.of("ne", "AU"));
        Map<String, Object> one = new LinkedHashMap<>(Map.of("stage", stage));
        one.put("country", country);
        Map<String, Object> other = new LinkedHashMap<>(Map.of("country", country));
        other.put("stage", stage);
        String cursor = graphQl.document(query)
                .variable("filter", one)
                .execute()
                .path("projects.pageInfo.endCursor")
                .entity(String.class)
                .get();
        graphQl.document(query)
                .variable("filter", other)
                .variable("after", cursor)
                .execute()
                .path("projects.pageInfo")
                .hasValue();
    }

    /** Sends it as {@code after} or, if the list has that, {@code before}, with one selection or another. */
    private void assertRefused(CursorLists.One list, String cursor, Random random) {
        boolean feed = list.query().contains("history")
                || list.query().contains("changes")
                || list.query().contains("diff");
        String part =
                feed || random.nextBoolean() ? after(cursor) : after(cursor).replace("after", "before");
        String asked = List.of("totalCount", "nodes { id }", "edges { node { id } }", "pageInfo { hasNextPage }")
                .get(random.nextInt(4))
                .replace("id", list.name().equals("releases") ? "version" : "id");
        GraphQlTester.Response response =
                graphQl.document(list.with(part, asked)).execute();
        String told = "%s of %s, %s".formatted(part, list.name(), SEED);
        response.errors()
                .satisfy(errors -> assertThat(errors)
                        .as(told)
                        .isNotEmpty()
                        .allSatisfy(
                                error -> assertThat(error.getExtensions()).containsEntry("code", "CURSOR_MISMATCH")));
        assertThat(response.returnResponse().field(list.path()).<Object>getValue())
                .as(told)
                .isNull();
    }

    private static String after(String cursor) {
        return "after: " + JsonMapper.shared().writeValueAsString(cursor);
    }
}
