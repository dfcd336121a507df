package org.lode.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Callers that each send a request, wait for the answer and send the next, over connections that stay open. */
final class Load implements AutoCloseable {
    private static final int MOST_CALLERS = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** One thread is enough for some ten thousand requests a second, and leaves the other cores to the servers. */
    private final LoopResources loops = LoopResources.create("callers", 1, true);

    private final ConnectionProvider connections = ConnectionProvider.builder("callers")
            .maxConnections(MOST_CALLERS)
            .pendingAcquireMaxCount(-1)
            .build();
    private final HttpClient client = HttpClient.create(connections)
            .runOn(loops)
            .responseTimeout(PATIENCE)
            .headers(headers -> headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                    .set(HttpHeaderNames.ACCEPT, "application/json"));

    /**
     * What a run gave.
     *
     * @param wrong how many answers were not as long as the right one
     * @param p50 milliseconds within which half of the requests were answered
     * @param p99 milliseconds within which 99 % of them were
     */
    record Outcome(int requests, int wrong, double perSecond, double p50, double p99) {}

    /** A request that is sent again and again, and how long its right answer is. */
    static final class Request {
        private final byte[] body;
        private final int length;

        Request(byte[] body, int length) {
            this.body = body;
            this.length = length;
        }

        byte[] body() {
            return body;
        }
    }

    /** The answer to one request; fails unless it is one. */
    byte[] answer(String url, byte[] body) {
        return client.post()
                .uri(url)
                .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
                .responseSingle((response, content) -> content.asByteArray().map(bytes -> {
                    if (response.status().code() != 200) {
                        throw new IllegalStateException(
                                response.status() + " " + new String(bytes, StandardCharsets.UTF_8));
                    }
                    return bytes;
                }))
                .blockOptional(PATIENCE)
                .orElseThrow();
    }

    /** Runs callers for a time, each with an order of requests of its own that follows from the seed. */
    Outcome run(String url, List<Request> requests, int callers, Duration time, long seed) {
        List<Caller> all = new ArrayList<>();
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < callers; i++) {
            all.add(new Caller(url, requests, seeds.split()));
        }
        long start = System.nanoTime();
        Flux.fromIterable(all)
                .flatMap(caller -> caller.until(start + time.toNanos()), callers)
                .blockLast(time.plus(PATIENCE));
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] latencies = all.stream()
                .flatMapToLong(caller -> Arrays.stream(caller.latencies, 0, caller.count))
                .sorted()
                .toArray();
        int wrong = all.stream().mapToInt(caller -> caller.wrong).sum();
        int count = latencies.length;
        return new Outcome(
                count, wrong, count / seconds, percentile(latencies, 50) / 1e6, percentile(latencies, 99) / 1e6);
    }

    private static double percentile(long[] sorted, int percent) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) ((long) sorted.length * percent / 100)];
    }

    @Override
    public void close() {
        connections.disposeLater().block(PATIENCE);
        loops.disposeLater(Duration.ZERO, PATIENCE).block(PATIENCE);
    }

    private final class Caller {
        private final HttpClient.ResponseReceiver<?> post;
        private final List<Request> requests;
        private final SplittableRandom random;
        private long[] latencies = new long[4096];
        private int count;
        private int wrong;
        private Request next;

        Caller(String url, List<Request> requests, SplittableRandom random) {
            this.requests = requests;
            this.random = random;
            this.next = requests.getFirst();
            this.post = client.post().uri(url).send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(next.body)));
        }

        Mono<Void> until(long end) {
            return Mono.defer(this::one).repeat(() -> System.nanoTime() < end).then();
        }

        private Mono<Void> one() {
            next = requests.get(random.nextInt(requests.size()));
            long start = System.nanoTime();
            return post.responseSingle((response, content) -> content.map(ByteBuf::readableBytes)
                            .map(length -> response.status().code() == 200 ? length : -2))
                    .doOnNext(length -> note(System.nanoTime() - start, length))
                    .then();
        }

        private void note(long latency, int length) {
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count] = latency;
            count++;
            if (next.length != length) {
                wrong++;
            }
        }
    }
}
