package org.lode.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.CacheSettings;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * The cache of answers, by document, variables and release. A release never changes, so no answer expires; the least used leave when the
 * cache is full.
 */
@Component
final class Answers {
    private final Identity identity;
    private final @Nullable Cache<String, Answer> kept;

    Answers(Identity identity, CacheSettings settings) {
        this.identity = identity;
        this.kept = settings.responses()
                ? Caffeine.newBuilder()
                        .maximumWeight(settings.responseSize().toBytes())
                        .weigher((String key, Answer answer) -> key.length() + answer.weight())
                        .build()
                : null;
    }

    /**
     * The name of an answer, before there is one.
     *
     * @param document SHA-256 of its text
     * @param release root of the latest release, none if the answer does not depend on which is the latest; and how many notices
     *     there are
     */
    String name(String document, GraphQlRequest request, MediaType type, String release) {
        return identity.of(document, request, type, release);
    }

    @Nullable
    Answer find(String key) {
        return kept == null ? null : kept.getIfPresent(key);
    }

    void keep(String key, Answer answer) {
        if (kept != null) {
            kept.put(key, answer);
        }
    }
}
