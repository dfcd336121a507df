package org.lode.http;

import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.GraphQlErrors;
import org.lode.model.Sha256;
import org.lode.model.StartFailed;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the documents in {@code lode.persisted.folder}: each is known by its name there and by the SHA-256 of its text.
 *
 * <p>A file {@code *.graphql} is one document. A file {@code *.json} is a manifest: a map from names to texts, as the compiler of
 * Relay and GraphQL Code Generator write it, or the manifest of Apollo.
 */
final class PersistedFolder {
    /** Prefix of a name that is a hash. */
    static final String PREFIX = "sha256:";

    private static final String APOLLO = "apollo-persisted-query-manifest";
    private static final String GRAPHQL = ".graphql";
    private static final String JSON = ".json";

    private final Map<String, String> texts = new HashMap<>();

    private PersistedFolder() {}

    /** Returns the texts by each of their names; fails with the file that is not in order, and what was expected. */
    static Map<String, String> read(String folder) {
        PersistedFolder read = new PersistedFolder();
        // What begins with a dot belongs to editors, or to Kubernetes.
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            for (Path file : files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList()) {
                read.add(file);
            }
        } catch (IOException e) {
            throw new StartFailed("lode.persisted.folder: %s cannot be read (expected: a folder)".formatted(folder), e);
        }
        return Map.copyOf(read.texts);
    }

    private void add(Path file) {
        String name = file.getFileName().toString();
        if (Files.isRegularFile(file) && name.endsWith(GRAPHQL)) {
            String text = text(file);
            add(file, name, text);
            add(file, name.substring(0, name.length() - GRAPHQL.length()), text);
        } else if (Files.isRegularFile(file) && name.endsWith(JSON)) {
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
        return manifest.path("format").asString("").equals(APOLLO) ? apollo(file, manifest) : map(file, manifest);
    }

    private static Map<String, String> map(Path file, JsonNode manifest) {
        if (!manifest.isObject() || manifest.values().stream().anyMatch(text -> !text.isString())) {
            throw wrong(file, "is no manifest of persisted documents", "{\"id\": \"text\"}, or the format " + APOLLO);
        }
        Map<String, String> texts = new HashMap<>();
        manifest.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString()));
        return texts;
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
        String name = id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
        String hash = Sha256.hex(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
        for (String key : List.of(name, hash)) {
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
            throw wrong(
                    file,
                    "has a document that is not GraphQL, %s, at line %d column %d"
                            .formatted(
                                    id,
                                    e.getLocation().getLine(),
                                    e.getLocation().getColumn()),
                    "operations and fragments");
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
