package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lode.model.Failure.DatasetDamaged;

/** What notices say, and how a file of them is refused. */
class NoticesTests {
    private static final Instant AT = Instant.parse("2026-11-22T09:00:00Z");
    private static final Notice.ReleaseName SECOND = new Notice.ReleaseName(2, "2026.1.1");
    private static final Notices BOTH = Notices.NONE
            .and(new Notice.Withdrawal(1, AT, "Wrong.", SECOND, 3))
            .and(new Notice.Redaction(
                    2,
                    AT,
                    "A court said so.",
                    new Notice.Removed(
                            new RecordKey("Project", "project:a"),
                            List.of("a".repeat(64)),
                            List.of(new Notice.Rewritten(SECOND, 7, "b".repeat(64))))));

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(Notices.read(BOTH.bytes(), BOTH.extent(), "notices.jsonl")).isEqualTo(BOTH);
        assertThat(BOTH.lines().getFirst())
                .isEqualTo("{\"at\":\"2026-11-22T09:00:00Z\",\"n\":1,\"notice\":\"WITHDRAWAL\",\"reason\":\"Wrong.\","
                        + "\"sequence\":2,\"supersededBy\":3,\"version\":\"2026.1.1\"}");
        assertThat(Notices.NONE.extent()).isEqualTo(Notices.Extent.NONE);
    }

    @Test
    void theyTellOfAReleaseAndOfARecord() {
        assertThat(BOTH.withdrawal(2))
                .hasValueSatisfying(notice -> assertThat(notice.supersededBy()).isEqualTo(3));
        assertThat(BOTH.withdrawal(3)).isEmpty();
        assertThat(BOTH.redacted()).containsExactly(new RecordKey("Project", "project:a"));
        assertThat(BOTH.delta(2))
                .hasValue(new Manifest.Content("delta.r2.jsonl", 7, "b".repeat(64), "application/jsonl"));
        assertThat(BOTH.delta(1)).isEmpty();
    }

    @Test
    void whatIsToldAlreadyIsTheBeginningOfWhatFollows() {
        Notices first = Notices.of(BOTH.lines().subList(0, 1), "notices.jsonl");
        assertThat(first.isPrefixOf(BOTH)).isTrue();
        assertThat(BOTH.isPrefixOf(first)).isFalse();
        assertThat(Notices.read(BOTH.bytes(), first.extent(), "notices.jsonl")).isEqualTo(first);
    }

    @Test
    void anotherFileIsRefused() {
        byte[] other = new String(BOTH.bytes(), StandardCharsets.UTF_8)
                .replace("Wrong.", "Right.")
                .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Notices.read(other, BOTH.extent(), "notices.jsonl"))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageStartingWith("notices.jsonl: ");
        assertThatThrownBy(() -> Notices.read(new byte[0], BOTH.extent(), "notices.jsonl"))
                .isInstanceOf(DatasetDamaged.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "n":1            | "n":2             | n: 2 (expected: 1)
            WITHDRAWAL       | WARNING           | notice: "WARNING" (expected: WITHDRAWAL or REDACTION)
            "sequence":2     | "sequence":0      | sequence: 0 (expected: a whole number from 1)
            2026.1.1         | second            | version: "second" (expected: a version like
            2026-11-22T09    | yesterday         | at: "yesterday:00:00Z" (expected: an instant
            {"at             | { "at             | notices.jsonl:1
            """)
    void aLineThatIsNotInOrderIsRefused(String from, String to, String message) {
        String line = BOTH.lines().getFirst().replace(from, to);
        assertThatThrownBy(() -> Notices.of(List.of(line), "notices.jsonl"))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining(message);
    }
}
