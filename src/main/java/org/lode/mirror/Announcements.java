package org.lode.mirror;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.util.retry.Retry;

/** Listens to what an origin announces: each time that somebody is to go and look. An origin that announces nothing is asked again now and then. */
final class Announcements {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    private static final String SUBSCRIPTION = "subscription Mirror { releasePublished { sequence } }";
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofMinutes(1);

    /** An origin sends a sign of life every 15 seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final URI address;
    private final HttpClient client;

    Announcements(URI base, HttpClient client) {
        this.client = client.responseTimeout(SILENCE);
        address = base.resolve("graphql?query=" + URLEncoder.encode(SUBSCRIPTION, StandardCharsets.UTF_8));
    }

    /**
     * Calls {@code look} at each announcement, and when listening begins, since something may have been missed. Calls it once
     * more when the connection is lost: the origin may be out of reach.
     */
    Disposable listen(Runnable look) {
        AtomicBoolean listening = new AtomicBoolean();
        return events().doOnNext(event -> {
                    listening.set(true);
                    look.run();
                })
                .doOnError(lost -> {
                    LOG.debug("{} announces nothing now", address, lost);
                    if (listening.getAndSet(false)) {
                        look.run();
                    }
                })
                .retryWhen(Retry.backoff(Long.MAX_VALUE, SOON).maxBackoff(LATER).transientErrors(true))
                .repeatWhen(ends -> ends.delayElements(SOON))
                .subscribe();
    }

    private Flux<String> events() {
        return client.headers(headers -> headers.set(HttpHeaderNames.ACCEPT, "text/event-stream"))
                .get()
                .uri(address)
                .response((head, body) -> isStream(head)
                        ? Flux.concat(Flux.just("listening"), body.asString().filter(text -> text.contains("data:")))
                        : Flux.error(new IllegalStateException("status " + head.status())));
    }

    private static boolean isStream(HttpClientResponse head) {
        String type = head.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE, "");
        return head.status().code() == 200 && type.startsWith("text/event-stream");
    }
}
