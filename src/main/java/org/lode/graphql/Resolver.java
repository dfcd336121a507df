package org.lode.graphql;

import graphql.GraphQLContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.PlannedField.Selection;
import org.lode.query.Page.PageRequest;
import org.lode.query.RowStore;
import org.lode.release.Release;
import org.lode.release.Releases;
import reactor.core.Fuseable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the value of a field of an object. */
public sealed interface Resolver {
    /** Reads a leaf whose JSON is in memory. */
    @FunctionalInterface
    non-sealed interface Encoded extends Resolver {
        /** Returns the value as JSON; null when there is none. */
        byte @Nullable [] json(Object source);
    }

    /** Reads a value from the object, without waiting. */
    @FunctionalInterface
    non-sealed interface Value extends Resolver {
        @Nullable
        Object get(Object source, FieldCall call);
    }

    /** Reads the values of many objects at once. */
    @FunctionalInterface
    non-sealed interface Batch extends Resolver {
        /** Returns the values in the order of the objects. A {@link Failed} among them is an error of that object's field alone. */
        Mono<? extends List<?>> get(List<?> sources, FieldCall call);
    }

    /** Reads the values of one object after the other, an empty one as null: for root fields, which have one object. */
    static Batch each(BiFunction<Object, FieldCall, Mono<?>> single) {
        return (sources, call) -> sources.size() == 1
                ? only(single.apply(sources.getFirst(), call))
                : Flux.fromIterable(sources)
                        .concatMap(source -> only(single.apply(source, call)))
                        .<List<@Nullable Object>>collect(ArrayList::new, List::addAll);
    }

    private static Mono<? extends List<?>> only(Mono<?> value) {
        if (value instanceof Fuseable.ScalarCallable<?>) {
            // A value in memory needs no subscription, and block() does not wait.
            return Mono.just(Collections.singletonList(value.block()));
        }
        return value.<List<?>>map(Collections::singletonList).defaultIfEmpty(Collections.singletonList(null));
    }

    record Failed(Throwable reason) {}

    /** The field that a resolver reads: its arguments, the fields below it, and the releases of the operation. */
    public static final class FieldCall {
        /** Key in the context of an operation: the path below which a proxy shows this server. */
        static final String PREFIX = "prefix";

        private final Execution execution;
        private final PlannedField field;
        private final Map<String, Object> arguments;

        FieldCall(Execution execution, PlannedField field) {
            this.execution = execution;
            this.field = field;
            this.arguments = field.arguments(execution.variables(), execution.context());
        }

        public PlannedField field() {
            return field;
        }

        /** Returns the coerced value of an argument; null when it was left out. */
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        public <T> @Nullable T argument(String name) {
            return (T) arguments.get(name);
        }

        /** Returns the coerced value of an argument that is always there. */
        @SuppressWarnings("TypeParameterUnusedInFormals")
        public <T> T required(String name) {
            return Objects.requireNonNull(this.<T>argument(name));
        }

        /** Returns the page that the arguments {@code first}, {@code after}, {@code last} and {@code before} ask for. */
        public PageRequest page() {
            return PageRequest.of(argument("first"), argument("after"), argument("last"), argument("before"));
        }

        public boolean hasVariable(String name) {
            return execution.variables().containsKey(name);
        }

        /** Whether a field is asked for below this one. */
        public boolean selects(String... path) {
            Selection below = field.only();
            return below != null && below.selects(path);
        }

        public Releases releases() {
            return execution.releases();
        }

        /** Returns the release with this sequence. */
        public Release release(int sequence) {
            return releases().require(sequence);
        }

        /** Returns a path of this server as the client sees it, below the prefix of a proxy. */
        public String address(String path) {
            return context().getOrDefault(PREFIX, "") + path;
        }

        public RowStore.Known known() {
            return execution.known();
        }

        public GraphQLContext context() {
            return execution.context();
        }

        /** Returns a Mono that reads once for several subscribers, and ends when the operation is cancelled. */
        public <T> Mono<T> once(Mono<T> read) {
            return execution.until(read).cache();
        }

        byte[] introspected() {
            return Objects.requireNonNull(execution.introspected(field.resultKey()));
        }
    }
}
