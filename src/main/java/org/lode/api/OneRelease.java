package org.lode.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dataloader.DataLoaderRegistry;
import org.lode.release.Release;
import org.lode.release.ReleaseStore;
import org.lode.release.Releases;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Fixes once, before the first field is read, which releases there are and which is the latest.
 *
 * <p>The answer names the release in {@code extensions.release} and in the header {@code Dataset-Release}.
 */
@Component
final class OneRelease implements WebGraphQlInterceptor {
    private final ReleaseStore store;

    OneRelease(ReleaseStore store) {
        this.store = store;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return store.current().map(Releases::afresh).flatMap(releases -> {
            request.configureExecutionInput((input, builder) -> builder.dataLoaderRegistry(new DataLoaderRegistry())
                    .graphQLContext(context -> context.put(Releases.class, releases))
                    .build());
            return chain.next(request).map(response -> named(response, releases.answered()));
        });
    }

    private static WebGraphQlResponse named(WebGraphQlResponse response, Release release) {
        WebGraphQlResponse named = response.transform(builder -> {
            Map<Object, Object> extensions = new LinkedHashMap<>(response.getExtensions());
            extensions.put(
                    "release",
                    Map.of(
                            "sequence", release.sequence(),
                            "version", release.version(),
                            "root", release.root()));
            builder.extensions(extensions);
        });
        named.getResponseHeaders().set("Dataset-Release", release.version());
        return named;
    }
}
