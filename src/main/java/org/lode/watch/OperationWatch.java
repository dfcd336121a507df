package org.lode.watch;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.lode.operation.Question;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Tells {@link RequestWatch} what a request asked and how it was answered: the outermost, so that it sees what is sent. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class OperationWatch implements WebGraphQlInterceptor {

    /** Where the operation is put, in the context of the request. */
    static final class Seen extends AtomicReference<Summary> {

        /** What was put here; for an answer that was kept, what the request asked. */
        @Nullable
        Summary or(ServerWebExchange exchange) {
            Summary run = get();
            return run != null
                    ? run
                    : Question.of(exchange.getAttributes()).map(Summary::kept).orElse(null);
        }
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return Mono.deferContextual(context -> chain.next(request)
                .doOnNext(response -> context.<Seen>getOrEmpty(Seen.class)
                        .ifPresent(seen -> seen.set(Summary.of(request, response)))));
    }
}
