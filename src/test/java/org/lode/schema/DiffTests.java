package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.support.Bundled;
import org.lode.support.LodeTest;
import org.lode.support.Replay;
import org.lode.support.Seed;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** A difference of two releases, applied to the records of one, gives the records of the other. */
@LodeTest
class DiffTests {
    private static final Seed SEED = Seed.of(DiffTests.class);
    private static final int NEWEST = Bundled.NEWEST;

    private final Changes changes;
    private final Differences differences;

    DiffTests(HttpGraphQlTester graphQl) {
        this.changes = new Changes(graphQl);
        this.differences = new Differences(changes, Replay.bundled());
    }

    @Test
    void appliedToAReleaseItGivesTheNextAndTheWayBackIsItsInverse() {
        differences.assertBetween(NEWEST - 2, NEWEST - 1, 200);
        differences.assertBetween(NEWEST - 1, NEWEST, 500);
    }

    @Test
    @Tag("thorough")
    void appliedToAReleaseItGivesTheOtherAndTheWayBackIsItsInverse() {
        Random random = SEED.random("pages");
        for (int one = 1; one < NEWEST; one++) {
            for (int other = one + 1; other <= NEWEST; other++) {
                differences.assertBetween(one, other, 200 + random.nextInt(301));
            }
        }
    }

    @Test
    void aReleaseDoesNotDifferFromItself() {
        for (int release = 1; release <= NEWEST; release++) {
            assertThat(changes.diff(release, release, null, 50)).isEmpty();
        }
    }

    @Test
    void eachRecordIsNamedOnceInOrderOfKindAndId() {
        assertThat(changes.diff(NEWEST - 3, NEWEST - 1, null, 500).stream()
                        .map(Changes::name)
                        .toList())
                .isNotEmpty()
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void aDifferenceOfSomeTypesIsThatPartOfTheWhole() {
        List<JsonNode> whole = changes.diff(NEWEST - 3, NEWEST - 1, null, 500);
        for (List<String> types : List.of(
                List.of("CITATION"), List.of("PROJECT"), List.of("REDIRECT"), List.of("FX_RATE", "DEAL", "OFFICE"))) {
            assertThat(changes.diff(NEWEST - 3, NEWEST - 1, types, 100))
                    .as("%s", types)
                    .isEqualTo(whole.stream()
                            .filter(change -> types.contains(change.path("type").asString()))
                            .toList());
        }
    }
}
