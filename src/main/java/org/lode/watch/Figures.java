package org.lode.watch;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Time and bytes of requests, by name of the operation and by outcome. */
@Component
final class Figures {
    private final OperationNames names = new OperationNames();
    private final MeterProvider<Timer> time;
    private final MeterProvider<DistributionSummary> bytes;

    Figures(MeterRegistry registry) {
        time = Timer.builder("lode.graphql.requests")
                .description("GraphQL requests over HTTP and how long they took.")
                .withRegistry(registry);
        bytes = DistributionSummary.builder("lode.graphql.response")
                .baseUnit("bytes")
                .description("Bodies of answers, as they were sent.")
                .withRegistry(registry);
    }

    void count(Answered answered) {
        String outcome = answered.outcome();
        String name = answered.asked() == null
                ? OperationNames.OTHER
                : names.counted(answered.asked().name(), outcome.equals("ok"));
        time.withTags(Tags.of("operation", name, "outcome", outcome)).record(answered.nanos(), TimeUnit.NANOSECONDS);
        bytes.withTags("operation", name).record((double) answered.bytes());
    }
}
