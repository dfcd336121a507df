package org.lode.graphql;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operation of a request and its result, for metrics and the access log. It is an attribute of the request, also when the answer
 * comes from the cache.
 */
public final class RequestNote {
    private volatile @Nullable Asked asked;
    private volatile @Nullable Ran ran;

    private RequestNote() {}

    /**
     * The operation of a request.
     *
     * @param name as the request gives it; null when it does not
     * @param document its text: never logged, but as a hash
     */
    public record Asked(@Nullable String name, String document) {}

    /**
     * The result of an operation that ran.
     *
     * @param release version of the release that the answer is of
     * @param code of the first error; null when there is none
     */
    public record Ran(
            @Nullable String release,
            @Nullable String code,
            @Nullable Long requestedCost,
            @Nullable Long actualCost) {}

    /** Returns the note among the attributes of a request, and adds it at the first call. */
    public static RequestNote of(Map<String, Object> attributes) {
        return (RequestNote) attributes.computeIfAbsent(RequestNote.class.getName(), name -> new RequestNote());
    }

    public void asked(@Nullable String name, String document) {
        asked = new Asked(name == null || name.isEmpty() ? null : name, document);
    }

    public void ran(Ran result) {
        ran = result;
    }

    /** Returns null while the request was not read. */
    public @Nullable Asked asked() {
        return asked;
    }

    /** Returns null when the operation did not run, as when the answer comes from the cache. */
    public @Nullable Ran ran() {
        return ran;
    }
}
