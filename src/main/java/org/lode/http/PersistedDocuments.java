package org.lode.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.CacheSettings;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.lode.model.Sha256;
import org.springframework.stereotype.Component;

/**
 * Documents that clients name instead of sending them, so that a question fits into an address.
 *
 * <p>In two ways: {@code documentId} of GraphQL over HTTP, and {@code extensions.persistedQuery} of automatic persisted queries.
 * Those in {@code lode.persisted.folder}, and those of the explorer, are known from the start. Any other becomes known by its SHA-256 when it is sent once
 * together with its text; the least used is forgotten when there are too many, and its client sends it again.
 */
@Component
final class PersistedDocuments {
    private final Map<String, String> given;
    private final boolean only;
    private final Cache<String, String> known;

    PersistedDocuments(CacheSettings settings, PersistedSettings persisted, Views views) {
        if (persisted.only() && persisted.folder().isBlank()) {
            throw new BadInput("lode.persisted.only", true, "lode.persisted.folder beside it");
        }
        Map<String, String> texts = new HashMap<>();
        views.documents().forEach(document -> texts.put(hash(document), document));
        if (!persisted.folder().isBlank()) {
            texts.putAll(PersistedFolder.read(persisted.folder()));
        }
        this.given = Map.copyOf(texts);
        this.only = persisted.only();
        this.known = Caffeine.newBuilder()
                .maximumWeight(settings.persistedSize().toBytes())
                .weigher((String hash, String text) -> hash.length() + text.length())
                .build();
    }

    /** The request with the text of its document; fails if it names one that is not known, or gives a text of another name. */
    GraphQlRequest resolve(GraphQlRequest asked) {
        String name = name(asked);
        if (name == null && asked.query() == null) {
            throw new BadRequest("query", "nothing", "the text of a document, or its documentId");
        }
        GraphQlRequest resolved = asked.query() == null ? asked.with(find(String.valueOf(name))) : asked;
        if (name != null) {
            requireMatch(name, resolved.document());
        }
        if (only && !given.containsKey(hash(resolved.document()))) {
            throw notInSafelist();
        }
        return resolved;
    }

    /** Knows the document of a request from now on, if the request gives it a name. */
    void keep(GraphQlRequest asked) {
        String name = name(asked);
        if (name != null && !given.containsKey(name)) {
            known.put(name, asked.document());
        }
    }

    private void requireMatch(String name, String text) {
        if (!text.equals(given.get(name)) && !hash(text).equals(name)) {
            throw new BadRequest("sha256Hash", name, "the hash of the query: " + hash(text));
        }
    }

    private static String hash(String text) {
        return Sha256.hex(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String find(String name) {
        String text = given.containsKey(name) ? given.get(name) : known.getIfPresent(name);
        if (text != null) {
            return text;
        }
        throw only ? notInSafelist() : new BadRequest(Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound");
    }

    private static BadRequest notInSafelist() {
        return new BadRequest(
                Code.QUERY_NOT_IN_SAFELIST,
                "query",
                "a document that is not persisted here",
                "one of the persisted documents of this server, which takes no others");
    }

    private @Nullable String name(GraphQlRequest asked) {
        String id = asked.documentId();
        if (id != null) {
            return checked(
                    "documentId",
                    id.startsWith(PersistedFolder.PREFIX) ? id.substring(PersistedFolder.PREFIX.length()) : id,
                    id);
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

    private String checked(String part, String name, Object sent) {
        if (!given.containsKey(name) && !Sha256.isHex(name)) {
            throw new BadRequest(
                    part, sent, "version 1 with a sha256Hash, 64 hex digits, or the name of a document of this server");
        }
        return name;
    }
}
