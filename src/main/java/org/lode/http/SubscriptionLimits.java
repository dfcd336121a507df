package org.lode.http;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.lode.graphql.Clients;
import org.lode.graphql.Clients.Client;
import org.lode.model.Failure.Code;
import org.lode.model.Failure.LimitExceeded;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Limits the number and the duration of WebSockets and event streams.
 *
 * <p>A stop of the server ends them first, since the web server waits for all connections. Clients then connect to another node.
 */
@Component
final class SubscriptionLimits implements WebFilter, SmartLifecycle {
    /** Time between the closing frame of a WebSocket and the cut of its connection. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Settings settings;
    private final Clients clients;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<Client, Integer> openByClient = new ConcurrentHashMap<>();
    private volatile Sinks.Empty<Void> stopping = Sinks.empty();
    private volatile boolean running;

    SubscriptionLimits(Settings settings, Clients clients) {
        this.settings = settings;
        this.clients = clients;
    }

    /**
     * Number and duration of connections.
     *
     * @param connections connections that stay open for subscriptions
     * @param perClient connections that stay open for subscriptions of one client
     * @param time time after which each such connection is closed
     */
    @ConfigurationProperties("lode.limits.listeners")
    record Settings(
            @DefaultValue("1000") int connections,
            @DefaultValue("20") int perClient,
            @DefaultValue("1h") Duration time) {}

    @Override
    public void start() {
        stopping = Sinks.empty();
        running = true;
    }

    /** Runs before the web server waits for its requests: beans with the default phase stop first. */
    @Override
    public void stop() {
        running = false;
        stopping.tryEmitEmpty();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Completes when a connection that opens now must end: at the stop of the server, or after the longest time. */
    Mono<Void> ending() {
        return Mono.firstWithSignal(
                stopping.asMono(), Mono.delay(settings.time()).then());
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        return Mono.<Void>defer(() -> {
                    Mono<Void> answer = chain.filter(exchange);
                    if ("websocket".equalsIgnoreCase(request.getHeaders().getUpgrade())) {
                        return counted(request, answer);
                    }
                    if (!MediaTypes.events(request.getHeaders())) {
                        return answer;
                    }
                    Client client = enter(request);
                    return answer.takeUntilOther(ending()).doFinally(end -> leave(client));
                })
                .onErrorResume(LimitExceeded.class, full -> AnswerWriter.refuse(exchange, full));
    }

    /** Counts a WebSocket until its connection closes; the handshake is over before. */
    private Mono<Void> counted(ServerHttpRequest request, Mono<Void> agreed) {
        Client client = enter(request);
        ServerHttpRequestDecorator.<HttpServerRequest>getNativeRequest(request).withConnection(connection -> {
            Disposable cut = ending().then(Mono.delay(GRACE))
                    .doOnTerminate(connection::dispose)
                    .subscribe();
            connection.channel().closeFuture().addListener(closed -> {
                cut.dispose();
                leave(client);
            });
        });
        return agreed;
    }

    private Client enter(ServerHttpRequest request) {
        Client client = clients.of(request.getHeaders(), request.getRemoteAddress());
        int all = open.incrementAndGet();
        int own = openByClient.merge(client, 1, Integer::sum);
        try {
            LimitExceeded.check(Code.RATE_LIMITED, "listeners.connections", all, settings.connections());
            LimitExceeded.check(Code.RATE_LIMITED, "listeners.per-client", own, settings.perClient());
            return client;
        } catch (LimitExceeded full) {
            leave(client);
            throw full;
        }
    }

    private void leave(Client client) {
        open.decrementAndGet();
        openByClient.computeIfPresent(client, (key, own) -> own == 1 ? null : own - 1);
    }
}
