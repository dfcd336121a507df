package org.lode.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lode.release.Release;
import org.lode.release.ReleaseStore;
import org.lode.release.Releases;
import org.springframework.core.annotation.Order;
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
@Order(Stations.RELEASE)
final class OneRelease implements WebGraphQlInterceptor {
    /** Name of the attribute of a request that holds its releases. */
    static final String KNOWN = Releases.class.getName();

    static final String HEADER = "Dataset-Release";

    private final ReleaseStore store;

    OneRelease(ReleaseStore store) {
        this.store = store;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return current(request)
                .map(Releases::afresh)
                .flatMap(releases -> {
                    request.configureExecutionInput(
                            (input, builder) -> builder.graphQLContext(context -> context.put(Releases.class, releases))
                                    .build());
                    return chain.next(request).map(response -> named(response, releases.answered()));
                })
                .onErrorResume(thrown -> Mono.just(Errors.response(request, thrown)));
    }

    /** The releases that the endpoint has looked up already, so that it and the operation mean the same latest. */
    private Mono<Releases> current(WebGraphQlRequest request) {
        return request.getAttributes().get(KNOWN) instanceof Mono<?> known
                ? known.cast(Releases.class)
                : store.current();
    }

    private static WebGraphQlResponse named(WebGraphQlResponse response, Release release) {
        WebGraphQlResponse answer = response.transform(builder -> {
            Map<Object, Object> extensions = new LinkedHashMap<>(response.getExtensions());
            // In one order everywhere, so that equal answers are equal to the byte.
            Map<String, Object> named = new LinkedHashMap<>();
            named.put("sequence", release.sequence());
            named.put("version", release.version());
            named.put("root", release.root());
            extensions.put("release", named);
            builder.extensions(extensions);
        });
        answer.getResponseHeaders().set(HEADER, release.version());
        return answer;
    }
}
