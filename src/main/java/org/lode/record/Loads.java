package org.lode.record;

import graphql.schema.DataFetchingEnvironment;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.dataloader.DataLoaderFactory;
import org.jspecify.annotations.Nullable;
import org.lode.query.Waiting;
import reactor.core.publisher.Mono;

/** Gathers what all parents of one field ask for into one load. */
public final class Loads {
    private Loads() {}

    /**
     * The value for one parent, once all parents of the field have asked.
     *
     * @param name tells the load from all others of the operation
     * @param load reads the values of many parents, in their order
     */
    public static <T> CompletableFuture<T> of(
            DataFetchingEnvironment env, String name, String parent, Function<List<String>, Mono<List<T>>> load) {
        env.getDataLoaderRegistry()
                .computeIfAbsent(
                        name,
                        key -> DataLoaderFactory.<String, T>newDataLoader(
                                parents -> future(env, load.apply(parents)).thenApply(Objects::requireNonNull)));
        return Objects.requireNonNull(env.<String, T>getDataLoader(name)).load(parent);
    }

    /** What is read for a field, given up when nobody waits for the operation any more. */
    public static <T> CompletableFuture<@Nullable T> future(DataFetchingEnvironment env, Mono<T> read) {
        return Waiting.of(env.getGraphQlContext()).future(read);
    }

    /** Names a field of an operation: its type and its aliases from the root, without the places in lists. */
    public static String field(DataFetchingEnvironment env) {
        return Objects.requireNonNull(env.getExecutionStepInfo().getObjectType())
                        .getName() + "/"
                + String.join("/", env.getExecutionStepInfo().getPath().getKeysOnly());
    }
}
