package org.lode.graphql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.Fuseable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How a field of an object gets its value. */
public sealed interface Resolver {
    /** A leaf whose JSON is at hand. */
    @FunctionalInterface
    non-sealed interface Encoded extends Resolver {
        /** The value as JSON; null when there is none. */
        byte @Nullable [] json(Object source);
    }

    /** A value that is read from the object, without waiting. */
    @FunctionalInterface
    non-sealed interface Value extends Resolver {
        @Nullable
        Object get(Object source, FieldCall call);
    }

    /** Values that are read for many objects at once. */
    @FunctionalInterface
    non-sealed interface Batch extends Resolver {
        /** The values in the order of the objects; a {@link Failed} among them is an error of that object's field alone. */
        Mono<? extends List<?>> get(List<?> sources, FieldCall call);
    }

    /** Values that are read for one object after the other, as for fields of the root. */
    static Batch each(Single single) {
        return (sources, call) ->
                sources.size() == 1 ? only(single.get(sources.getFirst(), call)) : several(single, sources, call);
    }

    private static Mono<? extends List<?>> only(Mono<?> value) {
        if (value instanceof Fuseable.ScalarCallable<?>) {
            // What is at hand needs no subscription, and nobody waits for it here.
            return Mono.just(Collections.singletonList(value.block()));
        }
        return value.<List<?>>map(Collections::singletonList).defaultIfEmpty(Collections.singletonList(null));
    }

    private static Mono<? extends List<?>> several(Single single, List<?> sources, FieldCall call) {
        return Flux.fromIterable(sources)
                .concatMap(source -> single.get(source, call)
                        .<List<?>>map(Collections::singletonList)
                        .defaultIfEmpty(Collections.singletonList(null)))
                .collectList()
                .map(values -> {
                    List<@Nullable Object> flat = new ArrayList<>();
                    values.forEach(flat::addAll);
                    return flat;
                });
    }

    /** One value; empty for null. */
    @FunctionalInterface
    interface Single {
        Mono<?> get(Object source, FieldCall call);
    }

    /** A value that could not be read. */
    record Failed(Throwable reason) {}
}
