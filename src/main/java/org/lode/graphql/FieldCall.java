package org.lode.graphql;

import graphql.GraphQLContext;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.query.RowStore;
import org.lode.release.Releases;
import reactor.core.publisher.Mono;

/** What a resolver knows of the field that it reads: arguments, fields below, and the releases of the operation. */
public final class FieldCall {
    /** Where the context of an operation has the path below which a proxy shows this server. */
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

    /** The value of an argument; null when it was left out. The schema says of which type it is. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> @Nullable T argument(String name) {
        return (T) arguments.get(name);
    }

    /** The value of an argument that is always there. */
    @SuppressWarnings("TypeParameterUnusedInFormals")
    public <T> T required(String name) {
        return Objects.requireNonNull(this.<T>argument(name));
    }

    /** Whether a variable was given a value. */
    public boolean hasVariable(String name) {
        return execution.variables().containsKey(name);
    }

    /** Whether a field is asked for below this one. */
    public boolean selects(String... path) {
        Selection below = field.only();
        return below != null && below.selects(path);
    }

    /** The releases that the operation knows. */
    public Releases releases() {
        return execution.releases();
    }

    /** Returns a path of this server as the client sees it, below the prefix of a proxy. */
    public String address(String path) {
        return context().getOrDefault(PREFIX, "") + path;
    }

    /** The state of the database that the operation knows. */
    public RowStore.Known known() {
        return execution.known();
    }

    public GraphQLContext context() {
        return execution.context();
    }

    /** What is read once for several fields, and given up when nobody waits for the operation any more. */
    public <T> Mono<T> once(Mono<T> read) {
        return execution.until(read).cache();
    }

    byte @Nullable [] introspected() {
        return execution.introspected(field.resultKey());
    }
}
