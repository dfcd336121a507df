package org.lode.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lode.model.Sha256;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Serves the schema as text for code generators: byte for byte {@code schema/lode.graphqls}, with its version in a header. */
@Configuration(proxyBeanMethods = false)
class SchemaFile {
    // Browsers show plain text and would only offer to save application/graphql; generators go by the address.
    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
    private static final CacheControl SHORT =
            CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic().mustRevalidate();
    private static final Pattern VERSION = Pattern.compile("(?m)^\"Lode's schema, version (\\d+\\.\\d+\\.\\d+) of ");

    private final byte[] text;
    private final String version;
    private final String hash;

    SchemaFile() throws IOException {
        text = new ClassPathResource("lode.graphqls").getContentAsByteArray();
        version = version(new String(text, StandardCharsets.UTF_8));
        hash = Sha256.hex(Sha256.of(text));
    }

    @Bean
    RouterFunction<ServerResponse> schemaFileRoute() {
        return RouterFunctions.route()
                .GET("/schema.graphql", this::answer)
                .HEAD("/schema.graphql", this::answer)
                .build();
    }

    /** The version that the description of a schema begins with. */
    static String version(String schema) {
        Matcher described = VERSION.matcher(schema);
        if (!described.find()) {
            throw new IllegalArgumentException("The schema begins with \"%s\" (expected: %s)"
                    .formatted(schema.lines().findFirst().orElse(""), VERSION));
        }
        return described.group(1);
    }

    private Mono<ServerResponse> answer(ServerRequest request) {
        Optional<String> held = ETags.matching(request.headers().asHttpHeaders(), hash);
        return held.isPresent()
                ? describe(ServerResponse.status(HttpStatus.NOT_MODIFIED), held.get())
                        .build()
                : describe(ServerResponse.ok(), ETags.of(hash))
                        .contentType(TEXT)
                        .bodyValue(text);
    }

    private ServerResponse.BodyBuilder describe(ServerResponse.BodyBuilder response, String tag) {
        return response.headers(headers -> {
            headers.setETag(tag);
            headers.setCacheControl(SHORT);
            headers.set("Schema-Version", version);
        });
    }
}
