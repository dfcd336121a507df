package org.lode.query;

import graphql.GraphQLContext;
import java.util.Objects;
import org.lode.model.Failure.Unavailable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Knows whether somebody still waits for an operation's answer; when nobody does, everything that it reads is given up. */
public final class Waiting {
    private final Sinks.Empty<Void> gone = Sinks.empty();

    /** The one of the operation that a field belongs to. */
    public static Waiting of(GraphQLContext context) {
        return Objects.requireNonNull(context.<Waiting>get(Waiting.class));
    }

    /** What is read, until nobody waits for it: then it is given up, and completes empty. */
    public <T> Mono<T> until(Mono<T> read) {
        Mono<T> nobody = gone.asMono().then(Mono.empty());
        // Not takeUntilOther: an error of the other leaves the first running.
        return Mono.firstWithSignal(read, nobody);
    }

    /** Tells that nobody waits any more. */
    public void end() {
        gone.tryEmitError(new Unavailable("nobody waits for the answer any more"));
    }
}
