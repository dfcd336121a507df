package org.lode.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.language.SourceLocation;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.GraphQlErrors;
import org.lode.graphql.OperationSettings;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Sha256;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Knows documents that clients name instead of sending them, so that an operation fits into an address.
 *
 * <p>Clients name them by {@code documentId} of GraphQL over HTTP, or by {@code extensions.persistedQuery} of automatic persisted
 * queries. Documents in {@code lode.persisted.folder} and those of the explorer are known from the start. Others become known by
 * their SHA-256 when a client sends it with the text. The least used of these are evicted; their clients send them again.
 */
@Component
final class PersistedQueries {
    private static final String PREFIX = "sha256:";

    private final Map<String, String> configured;
    private final boolean only;
    private final Cache<String, String> registered;

    PersistedQueries(OperationSettings.Cache settings, Settings persisted, Views views) {
        if (persisted.only() && persisted.folder().isBlank()) {
            throw new BadInput("lode.persisted.only", true, "lode.persisted.folder beside it");
        }
        Map<String, String> texts = new HashMap<>();
        views.documents().forEach(document -> texts.put(Sha256.hexOf(document), document));
        if (!persisted.folder().isBlank()) {
            texts.putAll(Folder.read(persisted.folder()));
        }
        this.configured = Map.copyOf(texts);
        this.only = persisted.only();
        this.registered = Caffeine.newBuilder()
                .maximumWeight(settings.persistedSize().toBytes())
                .weigher((String hash, String text) -> hash.length() + text.length())
                .build();
    }

    /**
     * The documents that an operator gives names to.
     *
     * @param folder folder of documents that clients ask for by name
     * @param only refuse all other documents
     */
    @ConfigurationProperties("lode.persisted")
    record Settings(
            @DefaultValue("") String folder,
            @DefaultValue("false") boolean only) {}

    /** Returns the request with the text of its document; fails if the name is unknown, or that of another text. */
    GraphQlRequest resolve(GraphQlRequest request) {
        String name = name(request);
        if (name == null && request.query() == null) {
            throw new BadRequest("query", "nothing", "the text of a document, or its documentId");
        }
        GraphQlRequest resolved = request.query() == null ? request.with(find(String.valueOf(name))) : request;
        String text = resolved.document();
        if (name != null
                && !text.equals(configured.get(name))
                && !Sha256.hexOf(text).equals(name)) {
            throw new BadRequest("sha256Hash", name, "the hash of the query: " + Sha256.hexOf(text));
        }
        if (only && !configured.containsKey(Sha256.hexOf(text))) {
            throw notInSafelist();
        }
        return resolved;
    }

    /** Registers the document of a request, if the request names it. */
    void keep(GraphQlRequest request) {
        String name = name(request);
        if (name != null && !configured.containsKey(name)) {
            registered.put(name, request.document());
        }
    }

    private String find(String name) {
        String text = configured.containsKey(name) ? configured.get(name) : registered.getIfPresent(name);
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

    private @Nullable String name(GraphQlRequest request) {
        String id = request.documentId();
        if (id != null) {
            return checked("documentId", unprefixed(id), id);
        }
        Object persisted = request.extensions().get("persistedQuery");
        if (persisted == null) {
            return null;
        }
        Object hash = persisted instanceof Map<?, ?> map && Integer.valueOf(1).equals(map.get("version"))
                ? map.get("sha256Hash")
                : null;
        return checked("persistedQuery", hash instanceof String text ? text : "", persisted);
    }

    private String checked(String part, String name, Object sent) {
        if (!configured.containsKey(name) && !Sha256.isHex(name)) {
            throw new BadRequest(
                    part, sent, "version 1 with a sha256Hash, 64 hex digits, or the name of a document of this server");
        }
        return name;
    }

    private static String unprefixed(String id) {
        return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
    }

    /**
     * Reads the documents in a folder: each is known by its name there and by the SHA-256 of its text.
     *
     * <p>A file {@code *.graphql} is a document. A file {@code *.json} is a manifest: a map from names to texts, as the Relay
     * compiler and GraphQL Code Generator write it, or the manifest of Apollo.
     */
    static final class Folder {
        private static final String APOLLO = "apollo-persisted-query-manifest";
        private static final String GRAPHQL = ".graphql";

        private final Map<String, String> texts = new HashMap<>();

        private Folder() {}

        /** Returns the texts by each of their names; fails with the file that is malformed, and what was expected. */
        static Map<String, String> read(String folder) {
            Folder read = new Folder();
            // Names with a leading dot belong to editors, or to Kubernetes.
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                files.filter(file -> !file.getFileName().toString().startsWith("."))
                        .sorted()
                        .forEach(read::add);
            } catch (IOException e) {
                throw new StartFailed(
                        "lode.persisted.folder: %s cannot be read (expected: a folder)".formatted(folder), e);
            }
            return Map.copyOf(read.texts);
        }

        private void add(Path file) {
            String name = file.getFileName().toString();
            if (Files.isRegularFile(file) && name.endsWith(GRAPHQL)) {
                String text = text(file);
                add(file, name, text);
                add(file, name.substring(0, name.length() - GRAPHQL.length()), text);
            } else if (Files.isRegularFile(file) && name.endsWith(".json")) {
                manifest(file).forEach((id, text) -> add(file, id, text));
            } else {
                throw wrong(file, "is no file of documents", "*.graphql or *.json");
            }
        }

        private static Map<String, String> manifest(Path file) {
            JsonNode manifest;
            try {
                manifest = JsonMapper.shared().readTree(text(file));
            } catch (JacksonException e) {
                throw wrong(file, "is not JSON", "a manifest of persisted documents");
            }
            if (manifest.path("format").asString("").equals(APOLLO)) {
                return apollo(file, manifest);
            }
            if (!manifest.isObject() || manifest.values().stream().anyMatch(text -> !text.isString())) {
                throw wrong(
                        file, "is no manifest of persisted documents", "{\"id\": \"text\"}, or the format " + APOLLO);
            }
            return manifest.properties().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().asString()));
        }

        private static Map<String, String> apollo(Path file, JsonNode manifest) {
            JsonNode operations = manifest.path("operations");
            if (manifest.path("version").asInt(0) != 1 || !operations.isArray()) {
                throw wrong(file, "is another manifest", APOLLO + " of version 1 with operations");
            }
            Map<String, String> texts = new HashMap<>();
            for (JsonNode operation : operations.values()) {
                String id = operation.path("id").asString("");
                String body = operation.path("body").asString("");
                if (id.isEmpty() || body.isEmpty()) {
                    throw wrong(file, "has an operation that is not whole", "an id and a body for each");
                }
                texts.put(id, body);
            }
            return texts;
        }

        private void add(Path file, String id, String text) {
            requireOperation(file, id, text);
            for (String key : List.of(unprefixed(id), Sha256.hexOf(text))) {
                @Nullable String other = texts.putIfAbsent(key, text);
                if (other != null && !other.equals(text)) {
                    throw wrong(file, "has another document with the name " + key, "one document for each name");
                }
            }
        }

        private static void requireOperation(Path file, String id, String text) {
            try {
                Document document = new Parser()
                        .parseDocument(ParserEnvironment.newParserEnvironment()
                                .document(text)
                                .locale(GraphQlErrors.LOCALE)
                                .build());
                if (!document.getDefinitionsOfType(OperationDefinition.class).isEmpty()) {
                    return;
                }
            } catch (InvalidSyntaxException e) {
                SourceLocation at = e.getLocation();
                String what = "has a document that is not GraphQL, %s, at line %d column %d"
                        .formatted(id, at.getLine(), at.getColumn());
                throw wrong(file, what, "operations and fragments");
            }
            throw wrong(file, "has a document without an operation, " + id, "operations and fragments");
        }

        private static String text(Path file) {
            try {
                return Files.readString(file);
            } catch (CharacterCodingException e) {
                throw wrong(file, "has bytes that are no text", "UTF-8");
            } catch (IOException e) {
                throw new StartFailed(
                        "lode.persisted.folder: %s cannot be read (expected: a file to read)".formatted(file), e);
            }
        }

        private static StartFailed wrong(Path file, String what, String expected) {
            return new StartFailed("lode.persisted.folder: %s %s (expected: %s)".formatted(file, what, expected));
        }
    }
}
