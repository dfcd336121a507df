package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.lode.support.LodeTest;
import org.springframework.core.env.Environment;
import org.springframework.graphql.test.tester.HttpGraphQlTester;

/** Lode serves the file of the schema that is in the repository. */
@LodeTest
class SchemaFileTests {
    private static final Path WHOLE = Path.of("schema", "lode.graphqls");

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpGraphQlTester graphQl;
    private final URI address;

    SchemaFileTests(HttpGraphQlTester graphQl, Environment environment) {
        this.graphQl = graphQl;
        this.address = URI.create(
                "http://localhost:%s/schema.graphql".formatted(environment.getProperty("local.server.port")));
    }

    @Test
    void servesTheBytesOfTheRepositoryAsPlainText() throws Exception {
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(address));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Files.readAllBytes(WHOLE));
        assertThat(header(answer, "Content-Type")).isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(header(answer, "Cache-Control")).isEqualTo("max-age=300, must-revalidate, public");
        assertThat(header(answer, "ETag")).matches("\"[0-9a-f]{64}\"");
    }

    @Test
    void sendsNothingToAClientThatHasIt() throws Exception {
        String tag = header(send(HttpRequest.newBuilder(address)), "ETag");
        HttpResponse<byte[]> same = send(HttpRequest.newBuilder(address).header("If-None-Match", tag));
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(header(same, "ETag")).isEqualTo(tag);
        assertThat(send(HttpRequest.newBuilder(address).header("If-None-Match", "\"other\""))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void headAnswersWithTheHeadersAlone() throws Exception {
        HttpResponse<byte[]> head = send(HttpRequest.newBuilder(address).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo(String.valueOf(Files.size(WHOLE)));
        assertThat(header(head, "ETag")).isEqualTo(header(send(HttpRequest.newBuilder(address)), "ETag"));
    }

    @Test
    void headerAndIntrospectionNameTheSameVersion() throws Exception {
        String version = header(send(HttpRequest.newBuilder(address)), "Schema-Version");
        assertThat(version).matches("\\d+\\.\\d+\\.\\d+");
        graphQl.document("{ __schema { description } }")
                .execute()
                .path("__schema.description")
                .entity(String.class)
                .satisfies(text -> assertThat(text).startsWith("Lode's schema, version " + version + " of "));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
