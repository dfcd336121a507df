package org.lode.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps which rows the pages of lists have, as the texts that the statements of {@link PageQuery} gave. The pages of a release never
 * change. Only a notice, which may take rows out of every release, and a repair begin a new generation, which finds no older page.
 */
final class PageCache {
    /** Bytes of an entry beside its texts, by estimate. */
    private static final int ENTRY = 300;

    private final long size;
    private final Cache<Key, Kept> kept;

    /**
     * Keeps pages up to a size.
     *
     * @param size bytes of texts and filters that are kept
     */
    PageCache(long size) {
        this.size = size;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(size)
                .weigher((Key key, Kept page) -> page.weight())
                .build();
    }

    /**
     * Identifies a page.
     *
     * @param statement what is equal for lists whose statement differs in its values alone, compared by identity
     * @param inputs values of the statement, without parents
     * @param parent id of the row that the list belongs to; empty for a root list
     * @param generation the state of notices and repairs
     */
    record Key(Object statement, SqlContext.Inputs inputs, String parent, int generation) {}

    private record Kept(String text, int weight) {}

    /** Returns the text of a page; null when it is not kept. */
    @Nullable
    String find(Key key) {
        Kept page = kept.getIfPresent(key);
        return page == null ? null : page.text();
    }

    /** Keeps a page, unless it alone is larger than the size. Eviction would remove it too, but later. */
    void keep(Key key, String text) {
        Map<String, ?> filter = key.inputs().filter();
        int inputs = filter.isEmpty() ? 0 : Filter.canonical(filter).length();
        int weight = ENTRY + key.parent().length() + inputs + text.length();
        if (weight <= size) {
            kept.put(key, new Kept(text, weight));
        }
    }

    /** Returns the weight of the entries, at most the size. */
    long weight() {
        kept.cleanUp();
        return kept.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }
}
