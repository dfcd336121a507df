package org.lode.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.lode.failure.Failure.Code;
import org.lode.failure.LimitExceeded;
import org.lode.failure.RateLimited;
import org.lode.failure.TimedOut;
import org.lode.operation.Clients;
import org.lode.operation.Clients.Client;
import org.lode.operation.Cost;
import org.lode.operation.EncodedData;
import org.lode.operation.EngineWords;
import org.lode.operation.LimitSettings;
import org.lode.operation.Operations;
import org.lode.query.Waiting;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Prices every operation before it runs, refuses what is too dear, takes its cost from the client's points, and ends what takes
 * too long. The answer tells the price in {@code extensions.cost}.
 *
 * <p>With {@code extensions: {dryRun: true}} in the request the price is told and nothing is run.
 */
@Component
@Order(Stations.BUDGET)
final class Budget implements WebGraphQlInterceptor {
    private final Operations operations;
    private final LimitSettings limits;
    private final RateLimits rates;
    private final Clients clients;

    Budget(Operations operations, LimitSettings limits, RateLimits rates, Clients clients) {
        this.operations = operations;
        this.limits = limits;
        this.rates = rates;
        this.clients = clients;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        Client client = clients.of(request.getHeaders(), request.getRemoteAddress());
        return Mono.defer(() -> afford(request, chain, client))
                .onErrorResume(
                        LimitExceeded.class, exceeded -> Mono.fromSupplier(() -> refused(request, client, exceeded)))
                .onErrorResume(RateLimited.class, limited -> Mono.just(later(request, client, limited)))
                .onErrorResume(thrown -> Mono.just(Errors.response(request, thrown)));
    }

    private Mono<WebGraphQlResponse> afford(WebGraphQlRequest request, Chain chain, Client client) {
        Optional<Cost> cost = operations
                .find(request.getDocument(), request.getOperationName(), request.getVariables())
                .map(operations::cost);
        boolean dryRun = Asked.dryRun(request.getExtensions());
        // What will not run takes the least.
        long charge = cost.map(Cost::requested)
                .filter(requested -> !dryRun && requested <= limits.cost())
                .orElse(0L);
        RateLimits.Taken taken = rates.take(client, charge);
        if (cost.isEmpty()) {
            // The engine will say what is wrong with it.
            return chain.next(request).doOnNext(response -> taken.settle(0, response.getResponseHeaders()));
        }
        return run(request, dryRun ? same -> Mono.just(Errors.nothing(same)) : chain, cost.get())
                // What took all the time there is was dear, whatever its price.
                .doOnError(TimedOut.class, slow -> rates.spend(client, limits.cost()))
                .map(response -> told(response, cost.get(), taken));
    }

    private Mono<WebGraphQlResponse> run(WebGraphQlRequest request, Chain chain, Cost cost) {
        if (cost.requested() > cost.limit()) {
            LimitExceeded dear = new LimitExceeded(Code.QUERY_TOO_COSTLY, "cost", cost.requested(), cost.limit());
            return Mono.just(Errors.response(request, dear));
        }
        Waiting waiting = new Waiting();
        request.configureExecutionInput((input, builder) -> builder.graphQLContext(context -> {
                    context.put(Waiting.class, waiting);
                    context.put(Cost.class, cost);
                })
                .locale(EngineWords.LOCALE)
                .build());
        // Also when the time is over, or the client has gone.
        return chain.next(request)
                .doOnCancel(waiting::end)
                .timeout(limits.time())
                .onErrorMap(TimeoutException.class, slow -> new TimedOut("time", limits.time()));
    }

    private static WebGraphQlResponse told(WebGraphQlResponse response, Cost cost, RateLimits.Taken taken) {
        long actual = response.getData() instanceof EncodedData data ? data.cost() : 0;
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("requested", cost.requested());
        told.put("actual", actual);
        told.put("limit", cost.limit());
        Map<Object, Object> extensions = new LinkedHashMap<>(response.getExtensions());
        extensions.put("cost", told);
        WebGraphQlResponse answer = response.transform(builder -> builder.extensions(extensions));
        taken.settle(actual, answer.getResponseHeaders());
        return answer;
    }

    /** What could not even be priced takes the least, too. */
    private WebGraphQlResponse refused(WebGraphQlRequest request, Client client, LimitExceeded exceeded) {
        WebGraphQlResponse response = Errors.response(request, exceeded);
        rates.take(client, 0).settle(0, response.getResponseHeaders());
        return response;
    }

    private WebGraphQlResponse later(WebGraphQlRequest request, Client client, RateLimited limited) {
        WebGraphQlResponse response = Errors.response(request, limited);
        response.getResponseHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(limited.seconds()));
        rates.tell(client, limited.remaining(), response.getResponseHeaders());
        return response;
    }
}
