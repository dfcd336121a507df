package org.lode.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.OperationSettings;
import org.lode.http.AnswerWriter.Answer;
import org.springframework.stereotype.Component;

/** Caches responses by their names. Releases never change, so no response expires; the least used are evicted. */
@Component
final class ResponseCache {
    private final @Nullable Cache<String, Answer> cached;

    ResponseCache(OperationSettings.Cache settings) {
        this.cached = settings.responses()
                ? Caffeine.newBuilder()
                        .maximumWeight(settings.responseSize().toBytes())
                        .weigher((String name, Answer answer) -> name.length() + answer.weight())
                        .build()
                : null;
    }

    @Nullable
    Answer get(String name) {
        return cached == null ? null : cached.getIfPresent(name);
    }

    void put(String name, Answer answer) {
        if (cached != null) {
            cached.put(name, answer);
        }
    }
}
