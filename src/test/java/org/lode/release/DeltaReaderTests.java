package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.Op.Cause;
import org.lode.release.Op.Reason;
import tools.jackson.databind.json.JsonMapper;

class DeltaReaderTests {
    private static final Cause CAUSE = new Cause(Reason.NEW_SOURCE);
    private static final String ROOT = "ab".repeat(32);

    @Test
    void aDeltaWithoutOperationsIsADelta() {
        Delta empty = new Delta(4, 5, ROOT, ROOT, "1.0.0", List.of());
        byte[] bytes = empty.bytes();
        assertThat(new String(bytes, StandardCharsets.UTF_8).lines()).hasSize(2);
        assertThat(DeltaFiles.read(bytes)).isEqualTo(empty);
    }

    @Test
    void tellsTheLineAndWhatWasExpected() {
        assertRefused(
                1,
                "\"h\":\"lode-delta-1\"",
                "\"h\":\"lode-delta-9\"",
                ":1: h: \"lode-delta-9\" (expected: \"lode-delta-1\")");
        assertRefused(1, "\"ops\":2", "\"ops\":3", ":1: ops: 3 (expected: 2, the lines between header and footer)");
        assertRefused(2, "\"n\":1", "\"n\":7", ":2: n: 7 (expected: 1)");
        assertRefused(2, "\"op\":\"ADD\"", "\"op\":\"PUT\"", ":2: op: \"PUT\" (expected: ADD, MOD, DEL or MERGE)");
        assertRefused(2, "NEW_SOURCE", "WHIM", ":2: reason: \"WHIM\" (expected: one of [");
        assertRefused(
                2, "\"id\":\"project:a\"", "\"id\":\"Project a\"", ":2: id: \"Project a\" (expected: a type and an id");
        assertRefused(3, "\"name\":\"B\"", "\"name\":\"C\"", ":3: after: \"");
        assertRefused(3, "\"id\":\"project:b\"", "\"id\":\"project:a\"", ":3: after: \"");
        assertRefused(3, "{", "{ ", ":3: bytes differ from their canonical form");
        assertRefused(4, "\"ops\":2", "\"ops\":1", ":4: ops: 1 (expected: 2");
    }

    @Test
    void recordsOutOfOrderOrTwiceAreRefused() {
        Delta twice = delta(leaf("project:a", "A"), leaf("project:a", "B"));
        assertThatThrownBy(() -> DeltaFiles.read(twice.bytes()))
                .hasMessage("delta.jsonl:3: Project project:a after Project project:a"
                        + " (expected: each record once, in the order of types and ids)");
        Delta unordered = delta(leaf("project:b", "B"), leaf("project:a", "A"));
        assertThatThrownBy(() -> DeltaFiles.read(unordered.bytes()))
                .hasMessageContaining("delta.jsonl:3: Project project:a after Project project:b");
    }

    @Test
    void aFileThatEndsWithinALineIsRefused() {
        byte[] bytes = delta(leaf("project:a", "A")).bytes();
        assertThatThrownBy(() -> DeltaFiles.read(Arrays.copyOf(bytes, bytes.length - 1)))
                .hasMessage("delta.jsonl:3: the file ends within a line (expected: a line feed at the end)");
    }

    /** Replaces text in one line, makes the footer fit again where that is not what is tested, and reads. */
    private static void assertRefused(int line, String from, String to, String message) {
        byte[] good = delta(leaf("project:a", "A"), leaf("project:b", "B")).bytes();
        List<String> lines =
                new ArrayList<>(new String(good, StandardCharsets.UTF_8).lines().toList());
        assertThat(lines.get(line - 1)).contains(from);
        lines.set(line - 1, lines.get(line - 1).replaceFirst(Pattern.quote(from), to));
        String ops = lines.get(1) + "\n" + lines.get(2) + "\n";
        String hash = Sha256.hex(Sha256.of(ops.getBytes(StandardCharsets.UTF_8)));
        lines.set(3, lines.get(3).replaceFirst("[0-9a-f]{64}", hash));
        assertThatThrownBy(() -> DeltaFiles.read(Lines.join(lines)))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageStartingWith("delta.jsonl" + message);
    }

    private static Delta delta(Leaf... leaves) {
        return new Delta(
                0,
                1,
                null,
                ROOT,
                "1.0.0",
                Arrays.stream(leaves).<Op>map(leaf -> new Op.Add(leaf, CAUSE)).toList());
    }

    private static Leaf leaf(String id, String name) {
        return Leaf.of(
                new RecordKey("Project", id),
                JsonMapper.shared().createObjectNode().put("name", name));
    }
}
