package org.lode.http;

import java.util.List;
import java.util.Optional;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/** Strong entity tags: equal tags mean equal bytes, so a compressed response has a tag of its own. */
public final class EntityTags {
    private static final String GZIP = "-" + Compression.GZIP;

    private EntityTags() {}

    /** Returns the tag of the response with this name as it is sent without compression. */
    public static String of(String name) {
        return '"' + name + '"';
    }

    /**
     * Returns the tag of the response that a client has already, if {@code If-None-Match} says that it has the one with this
     * name.
     *
     * <p>Tags are compared weakly, and {@code *} stands for any. What is not a tag is ignored. The compressed response counts
     * only for a client that takes compressed ones: a cache must not give it to any other.
     */
    public static Optional<String> held(HttpHeaders request, String name) {
        List<ETag> held = request.getOrEmpty(HttpHeaders.IF_NONE_MATCH).stream()
                .flatMap(given -> ETag.parse(given).stream())
                .toList();
        boolean gzip = Compression.isAccepted(request);
        if (gzip && has(held, name + GZIP)) {
            return Optional.of(of(name + GZIP));
        }
        return has(held, name) || held.stream().anyMatch(ETag::isWildcard) ? Optional.of(of(name)) : Optional.empty();
    }

    private static boolean has(List<ETag> held, String name) {
        return held.stream().anyMatch(tag -> !tag.isWildcard() && tag.tag().equals(name));
    }

    /** Gives a response that is compressed the tag of its compressed bytes. */
    static void compressed(HttpHeaders response) {
        String tag = response.getETag();
        if (tag != null) {
            response.setETag(tag.substring(0, tag.length() - 1) + GZIP + '"');
        }
    }
}
