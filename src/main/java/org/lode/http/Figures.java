package org.lode.http;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Time and bytes of requests, by name of the operation and by outcome. */
@Component
final class Figures {
    private final OperationNames names = new OperationNames();
    private final MeterProvider<Timer> time;
    private final MeterProvider<DistributionSummary> bytes;

    /** As many as there are names, of which there are not many, and outcomes. */
    private final Map<Key, Timer> times = new ConcurrentHashMap<>();

    private final Map<String, DistributionSummary> sizes = new ConcurrentHashMap<>();

    Figures(MeterRegistry registry) {
        time = Timer.builder("lode.graphql.requests")
                .description("GraphQL requests over HTTP and how long they took.")
                .withRegistry(registry);
        bytes = DistributionSummary.builder("lode.graphql.response")
                .baseUnit("bytes")
                .description("Bodies of answers, as they were sent.")
                .withRegistry(registry);
    }

    private record Key(String name, String outcome) {}

    void count(Answered answered) {
        String outcome = answered.outcome();
        String name = answered.asked() == null
                ? OperationNames.OTHER
                : names.counted(answered.asked().name(), outcome.equals("ok"));
        times.computeIfAbsent(
                        new Key(name, outcome), key -> time.withTags("operation", key.name(), "outcome", key.outcome()))
                .record(answered.nanos(), TimeUnit.NANOSECONDS);
        sizes.computeIfAbsent(name, key -> bytes.withTags("operation", key)).record((double) answered.bytes());
    }
}
