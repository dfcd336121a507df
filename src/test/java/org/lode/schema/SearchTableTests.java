package org.lode.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import org.lode.support.SearchedTexts;
import org.springframework.core.io.ClassPathResource;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/**
 * A table of texts, each with patterns that say which records it finds, and the record that comes first.
 *
 * <p>A record is found when each pattern is in one of its texts, without accents and in small letters, and no pattern behind
 * a ! is. Patterns are held against the JSON Lines of the release, so the table holds for every release, also for later ones.
 */
@LodeTest
class SearchTableTests extends MadeReleases {
    private static final int LATEST_BUNDLED = 4;
    private static final DataPackage DATA = DataPackageReader.bundled();
    private static final Map<Integer, Map<String, List<String>>> TEXTS = texts();

    private final Search search;

    SearchTableTests(HttpGraphQlTester graphQl) {
        this.search = new Search(graphQl);
    }

    /** @param patterns empty where the words are misspelt, and stand for others */
    record Line(String text, List<String> patterns, String first) {
        static Line of(String line) {
            List<String> cells = Stream.of(line.split("(?<!\\\\)\\|", -1))
                    .map(cell -> cell.replace("\\|", "|"))
                    .toList();
            List<String> patterns =
                    cells.get(1).isEmpty() ? List.of() : List.of(cells.get(1).split(" & "));
            return new Line(cells.get(0), patterns, cells.get(2));
        }

        boolean finds(List<String> texts) {
            return patterns.stream()
                    .allMatch(pattern -> pattern.startsWith("!")
                            ? texts.stream().noneMatch(within(pattern.substring(1)))
                            : texts.stream().anyMatch(within(pattern)));
        }

        private static Predicate<String> within(String pattern) {
            return Pattern.compile(pattern).asPredicate();
        }
    }

    private static Map<Integer, Map<String, List<String>>> texts() {
        Map<Integer, Map<String, List<String>>> all = new HashMap<>();
        for (int sequence = 1; sequence < RELEASES.size(); sequence++) {
            Map<String, List<String>> texts = new HashMap<>();
            SearchedTexts.of(DATA, RELEASES.get(sequence))
                    .forEach((id, fields) -> texts.put(
                            id,
                            fields.stream()
                                    .map(field -> folded(field.getLast()))
                                    .toList()));
            all.put(sequence, texts);
        }
        return all;
    }

    private static String folded(String text) {
        String bare = Normalizer.normalize(text, Normalizer.Form.NFKD).replaceAll("[\u0300-\u036f]", "");
        return Normalizer.normalize(bare, Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .replace('ł', 'l');
    }

    static List<Line> lines() throws IOException {
        return new ClassPathResource("search/queries.csv")
                .getContentAsString(UTF_8)
                .lines()
                .skip(1)
                .map(Line::of)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aTextFindsWhatItsPatternsDescribe(Line line) {
        check(line, LATEST_BUNDLED);
    }

    @Test
    void theTableIsLongAndTellsRecordsApart() throws IOException {
        assertThat(lines()).hasSizeGreaterThanOrEqualTo(60);
        assertThat(lines().stream().map(Line::text)).doesNotHaveDuplicates();
        assertThat(lines().stream().filter(line -> line.text().codePoints().anyMatch(Character::isIdeographic)))
                .hasSizeGreaterThanOrEqualTo(10);
    }

    @Tag("thorough")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6})
    void theTableHoldsAtOtherReleases(int sequence) throws IOException {
        lines().forEach(line -> check(line, sequence));
    }

    private void check(Line line, int sequence) {
        String told = "%s at release %d".formatted(line.text(), sequence);
        Map<String, List<String>> texts = Objects.requireNonNull(TEXTS.get(sequence));
        JsonNode page = search.page(line.text(), Map.of("first", 500, "at", Map.of("sequence", sequence)));
        List<String> found = Search.ids(page);
        if (!line.first().isEmpty() && texts.containsKey(line.first())) {
            assertThat(found).as(told).first().isEqualTo(line.first());
        }
        if (!line.patterns().isEmpty()) {
            Set<String> expected = new TreeSet<>();
            texts.forEach((id, own) -> {
                if (line.finds(own)) {
                    expected.add(id);
                }
            });
            if (expected.isEmpty() && sequence != LATEST_BUNDLED) {
                // A word that this release does not have yet is misspelt in it.
                page.path("edges")
                        .forEach(edge -> assertThat(edge.at("/node/score").asDouble())
                                .as(told)
                                .isLessThan(1));
                return;
            }
            assertThat(page.path("totalCount").asInt()).as(told).isEqualTo(expected.size());
            List<String> missing = new ArrayList<>(found);
            missing.removeAll(expected);
            assertThat(missing).as(told).isEmpty();
        }
    }
}
