package org.lode.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.failure.BadRequest;
import org.lode.failure.Failure.Code;
import org.lode.operation.CacheSettings;
import org.lode.release.Sha256;
import org.springframework.stereotype.Component;

/**
 * Documents that clients name by the SHA-256 of their text, so that a question fits into an address.
 *
 * <p>In two ways: {@code documentId=sha256:<hex>} of GraphQL over HTTP, and {@code extensions.persistedQuery} of automatic
 * persisted queries. Either becomes known here when it is sent once together with its text. The least used is forgotten when
 * there are too many; its client is told so and sends it again.
 */
@Component
final class PersistedDocuments {
    private static final String ID_PREFIX = "sha256:";

    private final Cache<String, String> known;

    PersistedDocuments(CacheSettings settings) {
        this.known = Caffeine.newBuilder()
                .maximumWeight(settings.persistedSize().toBytes())
                .weigher((String hash, String text) -> hash.length() + text.length())
                .build();
    }

    /** The request with the text of its document; fails if it names one that is not known, or gives a text of another name. */
    Asked resolve(Asked asked) {
        String hash = hash(asked);
        if (hash == null && asked.query() == null) {
            throw new BadRequest("query", "nothing", "the text of a document, or its documentId");
        }
        if (hash == null) {
            return asked;
        }
        return asked.query() == null ? asked.with(find(hash)) : matching(hash, asked);
    }

    /** Knows the document of a request from now on, if the request gives it a name. */
    void keep(Asked asked) {
        String hash = hash(asked);
        if (hash != null) {
            known.put(hash, asked.document());
        }
    }

    private static Asked matching(String hash, Asked asked) {
        String actual = Sha256.hex(Sha256.of(asked.document().getBytes(StandardCharsets.UTF_8)));
        if (!actual.equals(hash)) {
            throw new BadRequest("sha256Hash", hash, "the hash of the query: " + actual);
        }
        return asked;
    }

    private String find(String hash) {
        String text = known.getIfPresent(hash);
        if (text == null) {
            throw new BadRequest(Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound");
        }
        return text;
    }

    private static @Nullable String hash(Asked asked) {
        String id = asked.documentId();
        if (id != null) {
            return checked("documentId", id.startsWith(ID_PREFIX) ? id.substring(ID_PREFIX.length()) : "", id);
        }
        Object persisted = asked.extensions().get("persistedQuery");
        if (persisted == null) {
            return null;
        }
        Object hash = persisted instanceof Map<?, ?> map && Integer.valueOf(1).equals(map.get("version"))
                ? map.get("sha256Hash")
                : null;
        return checked("persistedQuery", hash instanceof String text ? text : "", persisted);
    }

    private static String checked(String part, String hash, Object given) {
        if (!Sha256.isHex(hash)) {
            throw new BadRequest(part, given, "version 1 with a sha256Hash, or sha256: and 64 hex digits");
        }
        return hash;
    }
}
