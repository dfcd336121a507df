package org.lode.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps pages of lists. The pages of a release never change. Only a notice, which may take rows out of every release, and a repair
 * begin a new generation: keys hold the generation, so that it finds no older page.
 *
 * @param <K> identifies a page
 * @param <V> the form in which pages are kept
 */
final class PageCache<K, V> {
    /** Bytes of an entry beside its page, by estimate. */
    private static final int ENTRY = 300;

    private final long size;
    private final Cache<K, Kept<V>> kept;

    /**
     * Keeps pages up to a size.
     *
     * @param size in bytes
     */
    PageCache(long size) {
        this.size = size;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(size)
                .weigher((K key, Kept<V> page) -> page.weight())
                .build();
    }

    private record Kept<V>(V page, int weight) {}

    /** Returns a page; null when it is not kept. */
    @Nullable
    V find(K key) {
        Kept<V> found = kept.getIfPresent(key);
        return found == null ? null : found.page();
    }

    /**
     * Keeps a page, unless it alone is larger than the size. Eviction would remove it too, but later.
     *
     * @param bytes of the page and of the values in its key
     */
    void keep(K key, V page, int bytes) {
        if (ENTRY + bytes <= size) {
            kept.put(key, new Kept<>(page, ENTRY + bytes));
        }
    }

    /**
     * Returns the page of each parent.
     *
     * @param read reads the pages of parents that are not kept
     * @param bytes of a page
     */
    Mono<Map<String, V>> pages(
            List<String> parents,
            Function<String, K> key,
            Function<List<String>, Mono<Map<String, V>>> read,
            ToIntFunction<V> bytes) {
        Map<String, V> found = LinkedHashMap.newLinkedHashMap(parents.size());
        List<String> missing = new ArrayList<>();
        for (String parent : parents) {
            V page = find(key.apply(parent));
            if (page == null) {
                missing.add(parent);
            } else {
                found.put(parent, page);
            }
        }
        if (missing.isEmpty()) {
            return Mono.just(found);
        }
        return read.apply(missing).map(pages -> {
            pages.forEach((parent, page) -> keep(key.apply(parent), page, bytes.applyAsInt(page)));
            found.putAll(pages);
            return found;
        });
    }

    /** Returns the weight of the entries, at most the size. */
    long weight() {
        kept.cleanUp();
        return kept.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }
}
