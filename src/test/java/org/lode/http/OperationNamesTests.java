package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lode.http.RequestMetrics.OperationNames;

/** Clients choose names of operations; how many figures are kept, they must not choose. */
class OperationNamesTests {
    private final OperationNames names = new OperationNames();

    @Test
    void onlySoManyNamesAreCounted() {
        List<String> counted = IntStream.range(0, 10_000)
                .mapToObj(i -> names.counted("Query" + i, true))
                .distinct()
                .toList();
        assertThat(counted)
                .hasSize(OperationNames.MOST + 1)
                .contains("Query99", "other")
                .doesNotContain("Query100");
        assertThat(names.counted("Query7", false)).isEqualTo("Query7");
    }

    @Test
    void aNameOfARequestThatFailedTakesNoRoom() {
        assertThat(names.counted("Misspelt", false)).isEqualTo("other");
        assertThat(names.counted("Misspelt", true)).isEqualTo("Misspelt");
        assertThat(names.counted("Misspelt", false)).isEqualTo("Misspelt");
    }

    @Test
    void whatHasNoNameOrAMonstrousOneIsCountedToo() {
        assertThat(names.counted(null, true)).isEqualTo("anonymous");
        assertThat(names.counted("Q".repeat(65), true)).isEqualTo("other");
    }
}
