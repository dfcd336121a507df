package org.lode.release;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.model.HeaderText;

/**
 * That a release is not to be used any more, as everything says that is made of it.
 *
 * @param reason in words for people
 * @param supersededBy the version of the release to use instead; null when there is none
 */
public record Withdrawn(Instant at, String reason, @Nullable String supersededBy) {
    private static final String REASON = "Dataset-Withdrawn";
    private static final String SUCCESSOR = "Dataset-Superseded-By";

    /**
     * Finds what was told of a release; empty for one that may be used.
     *
     * @param versions of all releases, from the first on
     */
    public static Optional<Withdrawn> of(Notices told, int sequence, List<String> versions) {
        return told.withdrawal(sequence).map(notice -> {
            Integer successor = notice.supersededBy();
            return new Withdrawn(
                    notice.at(),
                    notice.reason(),
                    successor == null || successor > versions.size() ? null : versions.get(successor - 1));
        });
    }

    /** A sentence without its full stop. */
    public String text() {
        String instead = supersededBy == null ? "" : "; use release " + supersededBy;
        return "the release was withdrawn: " + reason + instead;
    }

    /** What JSON says of it, by the names of the members. */
    public Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("at", at.toString());
        members.put("reason", reason);
        members.put("supersededBy", supersededBy);
        return members;
    }

    /** Headers of a response with something of the release. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(REASON, HeaderText.of(reason));
        if (supersededBy != null) {
            headers.put(SUCCESSOR, supersededBy);
        }
        return headers;
    }
}
