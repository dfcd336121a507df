package org.lode.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lode.model.Sha256;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Serves {@code schema/lode.graphqls} to code generators, with its version in the header {@code Schema-Version}. */
@Configuration(proxyBeanMethods = false)
class SchemaFile {
    // Browsers show plain text and would only offer to save application/graphql; generators go by the address.
    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
    private static final CacheControl CACHING =
            CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic().mustRevalidate();
    private static final Pattern VERSION = Pattern.compile("(?m)^\"Lode's schema, version (\\d+\\.\\d+\\.\\d+) of ");

    private final byte[] text;
    private final String version;
    private final String hash;

    SchemaFile() throws IOException {
        text = new ClassPathResource("lode.graphqls").getContentAsByteArray();
        version = version(new String(text, StandardCharsets.UTF_8));
        hash = Sha256.hexOf(text);
    }

    @Bean
    RouterFunction<ServerResponse> schemaFileRoute() {
        return RouterFunctions.route(PageRoutes.get("/schema.graphql"), this::answer);
    }

    /** Returns the version that the description of a schema begins with. */
    static String version(String schema) {
        Matcher described = VERSION.matcher(schema);
        if (!described.find()) {
            throw new IllegalArgumentException("The schema begins with \"%s\" (expected: %s)"
                    .formatted(schema.lines().findFirst().orElse(""), VERSION));
        }
        return described.group(1);
    }

    private Mono<ServerResponse> answer(ServerRequest request) {
        return FileRoutes.unlessCurrent(
                request,
                hash,
                headers -> {
                    headers.setCacheControl(CACHING);
                    headers.set("Schema-Version", version);
                },
                ok -> ok.contentType(TEXT).bodyValue(text));
    }
}
