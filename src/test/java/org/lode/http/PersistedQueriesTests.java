package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.http.PersistedQueries.Folder;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Sha256;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The documents of a folder are known by their names from the start; a folder that is not in order ends the start. */
@LodeTest
@TestPropertySource(
        properties = {
            "lode.persisted.folder=src/test/resources/persisted",
            "lode.limits.rate.trusted-proxies=127.0.0.0/8,::1",
            "spring.graphql.http.sse.keep-alive=200ms"
        })
class PersistedQueriesTests {
    static final Path FOLDER = Path.of("src", "test", "resources", "persisted");

    @TempDir
    private Path folder;

    private final Http http;

    PersistedQueriesTests(Http http) {
        this.http = http;
    }

    /** By the names that Relay, GraphQL Code Generator and Apollo gave, and by those of a file. */
    @ParameterizedTest
    @ValueSource(strings = {"RELAY", "CODEGEN", "APOLLO", "newest", "newest.graphql"})
    void aDocumentIsKnownByItsNameAndByItsHash(String name) throws IOException {
        String id = id(name);
        String answer = answer(id);
        assertThat(answer).contains("\"data\":{");
        assertThat(answer("sha256:" + id)).isEqualTo(answer);
        String hash = hash(text(name));
        assertThat(answer(hash)).isEqualTo(answer);
        assertThat(answer("sha256:" + hash)).isEqualTo(answer);
        String extension = "{\"persistedQuery\": {\"version\": 1, \"sha256Hash\": \"%s\"}}".formatted(hash);
        assertThat(new String(http.get(Map.of("extensions", extension)).body(), UTF_8))
                .isEqualTo(answer);
        assertThat(Http.code(http.post(Map.of("documentId", id, "query", text(name)))))
                .isEmpty();
        assertThat(Http.code(http.post(Map.of("documentId", id, "query", "{ __typename }"))))
                .isEqualTo("BAD_REQUEST");
    }

    @Test
    void aNameThatIsNotKnownIsRefused() {
        assertThat(Http.code(http.get(Map.of("documentId", "other")))).isEqualTo("BAD_REQUEST");
        assertThat(Http.code(http.get(Map.of("documentId", "0".repeat(64))))).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.json    | {                                      | is not JSON (expected: a manifest of persisted documents)",
                "a.json    | []                                     | is no manifest of persisted documents (expected: {\"id\": \"text\"}, or the format apollo-persisted-query-manifest)",
                "a.json    | {\"a\": 7}                             | is no manifest of persisted documents (expected: {\"id\": \"text\"}, or the format apollo-persisted-query-manifest)",
                "a.json    | {\"a\": \"{ projects\"}                | has a document that is not GraphQL, a, at line 1 column 11 (expected: operations and fragments)",
                "a.json    | {\"a\": \"fragment A on Deal { id }\"} | has a document without an operation, a (expected: operations and fragments)",
                "a.json    | {\"a\": \"{ a }\", \"sha256:a\": \"{ b }\"} | has another document with the name a (expected: one document for each name)",
                "a.json    | {\"format\": \"apollo-persisted-query-manifest\", \"version\": 2, \"operations\": []} | is another manifest (expected: apollo-persisted-query-manifest of version 1 with operations)",
                "a.json    | {\"format\": \"apollo-persisted-query-manifest\", \"version\": 1, \"operations\": [{\"id\": \"a\"}]} | has an operation that is not whole (expected: an id and a body for each)",
                "a.graphql | {                                      | has a document that is not GraphQL, a.graphql, at line 1 column 2 (expected: operations and fragments)",
                "a.txt     | { a }                                  | is no file of documents (expected: *.graphql or *.json)"
            })
    void aFileThatIsNotInOrderIsNamed(String name, String content, String message) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        assertThatThrownBy(() -> Folder.read(folder.toString()))
                .isInstanceOf(StartFailed.class)
                .hasMessage("lode.persisted.folder: %s %s".formatted(file, message));
    }

    @Test
    void bytesThatAreNoTextAreNamed() throws IOException {
        Path file = Files.write(folder.resolve("a.graphql"), new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> Folder.read(folder.toString()))
                .hasMessage("lode.persisted.folder: %s has bytes that are no text (expected: UTF-8)".formatted(file));
    }

    @Test
    void aFolderThatIsMissingIsNamed() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> Folder.read(missing.toString()))
                .hasMessage("lode.persisted.folder: %s cannot be read (expected: a folder)".formatted(missing));
    }

    @Test
    void hiddenFilesAreLeftAlone() throws IOException {
        Files.writeString(folder.resolve(".a.swp"), "x");
        Files.createDirectory(folder.resolve("..data"));
        assertThat(Folder.read(folder.toString())).isEmpty();
    }

    private String answer(String id) {
        return new String(http.get(Map.of("documentId", id)).body(), UTF_8);
    }

    private static String id(String name) throws IOException {
        return switch (name) {
            case "RELAY" ->
                manifest("persisted_queries.json").propertyNames().iterator().next();
            case "CODEGEN" ->
                manifest("persisted-documents.json").propertyNames().iterator().next();
            case "APOLLO" ->
                manifest("persisted-query-manifest.json").at("/operations/0/id").asString();
            default -> name;
        };
    }

    private static String text(String name) throws IOException {
        return switch (name) {
            case "RELAY" -> manifest("persisted_queries.json").path(id(name)).asString();
            case "CODEGEN" ->
                manifest("persisted-documents.json").path(id(name)).asString();
            case "APOLLO" ->
                manifest("persisted-query-manifest.json")
                        .at("/operations/0/body")
                        .asString();
            default -> Files.readString(FOLDER.resolve("newest.graphql"));
        };
    }

    private static JsonNode manifest(String file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(FOLDER.resolve(file)));
    }

    private static String hash(String text) {
        return Sha256.hex(Sha256.of(text.getBytes(UTF_8)));
    }
}
