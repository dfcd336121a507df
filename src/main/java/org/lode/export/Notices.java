package org.lode.export;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.lode.release.Sha256;
import org.lode.trust.SignedState;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The lines of {@code notices.jsonl}, in their order. */
record Notices(List<String> lines) {

    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.stripTrailing()).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** How a state tells of them. */
    SignedState.Notices told() {
        byte[] bytes = bytes();
        return new SignedState.Notices(lines.size(), bytes.length, Sha256.hex(Sha256.of(bytes)));
    }

    /**
     * The delta of a release without what was redacted.
     *
     * @param n of the last notice that changed it, which names the file
     */
    record Redacted(int n, long bytes, String sha256) {
        String file() {
            return "delta.r" + n + ".jsonl";
        }
    }

    /** What became of the delta of this release; nothing while it is as it was published. */
    Optional<Redacted> delta(int sequence) {
        return lines.reversed().stream()
                .map(line -> JsonMapper.shared().readTree(line))
                .filter(notice -> notice.path("notice").asString("").equals("REDACTION"))
                .flatMap(notice -> redacted(notice, sequence).stream())
                .findFirst();
    }

    private static Optional<Redacted> redacted(JsonNode notice, int sequence) {
        return notice.path("deltas")
                .valueStream()
                .filter(delta -> delta.path("sequence").asInt() == sequence)
                .map(delta -> new Redacted(
                        notice.path("n").asInt(),
                        delta.path("bytes").asLong(),
                        delta.path("sha256").asString()))
                .findFirst();
    }
}
