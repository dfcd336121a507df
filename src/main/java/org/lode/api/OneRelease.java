package org.lode.api;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dataloader.DataLoaderRegistry;
import org.lode.release.Release;
import org.lode.release.ReleaseStore;
import org.lode.release.Releases;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
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
        return store.current()
                .map(Releases::afresh)
                .flatMap(releases -> {
                    request.configureExecutionInput(
                            (input, builder) -> builder.dataLoaderRegistry(new DataLoaderRegistry())
                                    .graphQLContext(context -> context.put(Releases.class, releases))
                                    .build());
                    return chain.next(request).map(response -> named(response, releases.answered()));
                })
                .onErrorResume(thrown -> Mono.just(failed(request, thrown)));
    }

    /** An answer without data: the releases themselves could not be read. */
    private static WebGraphQlResponse failed(WebGraphQlRequest request, Throwable thrown) {
        GraphQLError error = Errors.of(thrown, request.getId(), GraphqlErrorBuilder.newError());
        ExecutionResult result =
                ExecutionResult.newExecutionResult().addError(error).build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
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
        answer.getResponseHeaders().set("Dataset-Release", release.version());
        return answer;
    }
}
