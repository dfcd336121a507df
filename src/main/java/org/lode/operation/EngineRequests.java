package org.lode.operation;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.support.DefaultGraphQlRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.util.UriComponentsBuilder;

/** What is asked of the engine in the course of a request over HTTP. */
public final class EngineRequests {

    private EngineRequests() {}

    /** An operation as the client of the request asks it: with its address, its headers, its attributes and its points. */
    public static WebGraphQlRequest of(
            ServerRequest request,
            String document,
            @Nullable String operationName,
            Map<String, @Nullable Object> variables,
            Map<String, Object> extensions) {
        return new WebGraphQlRequest(
                address(request.uri()),
                request.headers().asHttpHeaders(),
                request.cookies(),
                request.remoteAddress().orElse(null),
                request.attributes(),
                new DefaultGraphQlRequest(document, operationName, variables, extensions),
                request.exchange().getRequest().getId(),
                request.exchange().getLocaleContext().getLocale());
    }

    /** The address without what was asked in it: Spring for GraphQL fails on characters that others leave as they are. */
    private static URI address(URI asked) {
        return UriComponentsBuilder.fromUri(asked)
                .replaceQuery(null)
                .fragment(null)
                .build(true)
                .toUri();
    }
}
