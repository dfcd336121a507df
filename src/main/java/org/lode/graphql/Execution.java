package org.lode.graphql;

import graphql.ExecutionResult;
import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.OperationRequest.TouchedRecords;
import org.lode.graphql.PlannedField.Selection;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.model.Failure;
import org.lode.query.ReadStore.Cancellation;
import org.lode.query.Row;
import org.lode.query.RowStore;
import org.lode.release.Releases;
import reactor.core.publisher.Mono;

/**
 * Runs a plan once. It reads level by level: each field of a selection once for all objects that have it. When all fields are read,
 * it writes the answer.
 */
final class Execution {
    private final QueryPlan plan;
    private final Resolvers resolvers;
    private final GraphQLContext context;
    private final CoercedVariables variables;
    private final String request;
    private final Releases releases;
    private final RowStore.Known known;
    private final Cancellation waiting;
    private final @Nullable TouchedRecords touched;
    private final List<Long> weights;
    private final Map<String, byte[]> introspected;
    private final CompletableFuture<ExecutionResult> result = new CompletableFuture<>();
    private final AtomicInteger reading = new AtomicInteger(1);
    private @Nullable Node root;

    /**
     * Prepares a run.
     *
     * @param context has the releases, and the cost of the operation
     * @param request id by which the log knows the operation
     * @param introspected the root fields that ask for the schema, as JSON
     */
    Execution(
            QueryPlan plan,
            GraphQLContext context,
            CoercedVariables variables,
            String request,
            Map<String, byte[]> introspected) {
        this.plan = plan;
        this.resolvers = plan.resolvers();
        this.context = context;
        this.variables = variables;
        this.request = request;
        this.releases = Releases.of(context);
        this.waiting = Cancellation.of(context);
        this.touched = context.get(TouchedRecords.class);
        this.known = new RowStore.Known(releases.entries().size(), releases.generation());
        this.weights = Cost.of(context).weights();
        this.introspected = introspected;
    }

    /**
     * Answers the operation.
     *
     * @param source what the fields of the root are read from: the event of a subscription
     */
    CompletableFuture<ExecutionResult> run(Object source) {
        Node node = new Node(source, plan.root());
        root = node;
        read(node.selection, List.of(node));
        done();
        return result;
    }

    CoercedVariables variables() {
        return variables;
    }

    GraphQLContext context() {
        return context;
    }

    Releases releases() {
        return releases;
    }

    RowStore.Known known() {
        return known;
    }

    <T> Mono<T> until(Mono<T> read) {
        return waiting.until(read);
    }

    byte @Nullable [] introspected(String key) {
        return introspected.get(key);
    }

    /** Reads the fields of objects with the same selection. */
    private void read(Selection selection, List<Node> nodes) {
        for (PlannedField field : selection.prepared()) {
            read(field, nodes);
        }
    }

    private void read(PlannedField field, List<Node> nodes) {
        try {
            FieldCall call = new FieldCall(this, field);
            switch (field.resolver()) {
                case Resolver.Batch batch -> read(field, nodes, batch.get(sources(nodes), call));
                case Resolver.Value value -> accept(field, nodes, values(value, nodes, call));
                case Resolver.Encoded leaf -> throw new IllegalStateException(field.name() + " is a leaf");
            }
        } catch (RuntimeException e) {
            fail(field, nodes, e);
        }
    }

    private void read(PlannedField field, List<Node> nodes, Mono<? extends List<?>> values) throws RuntimeException {
        if (values instanceof Callable<?> known) {
            // A value in memory needs no subscription.
            accept(field, nodes, called(known));
            return;
        }
        reading.incrementAndGet();
        waiting.until(values)
                .subscribe(
                        found -> {
                            try {
                                accept(field, nodes, found);
                            } catch (RuntimeException e) {
                                fail(field, nodes, e);
                            }
                        },
                        thrown -> {
                            fail(field, nodes, thrown);
                            done();
                        },
                        this::done);
    }

    private static List<?> called(Callable<?> known) {
        try {
            return (List<?>) Objects.requireNonNull(known.call());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Object> sources(List<Node> nodes) {
        if (nodes.size() == 1) {
            return List.of(nodes.getFirst().source);
        }
        List<Object> sources = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            sources.add(node.source);
        }
        return sources;
    }

    private static List<@Nullable Object> values(Resolver.Value resolver, List<Node> nodes, FieldCall call) {
        List<@Nullable Object> values = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            try {
                values.add(resolver.get(node.source, call));
            } catch (RuntimeException e) {
                values.add(new Resolver.Failed(e));
            }
        }
        return values;
    }

    private static void fail(PlannedField field, List<Node> nodes, Throwable reason) {
        Resolver.Failed failed = new Resolver.Failed(reason);
        for (Node node : nodes) {
            node.slots[field.slot()] = failed;
        }
    }

    /** Stores the values of a field, and reads the fields below those that are objects. */
    private void accept(PlannedField field, List<Node> nodes, List<?> values) {
        if (field.isLeaf()) {
            for (int i = 0; i < nodes.size(); i++) {
                nodes.get(i).slots[field.slot()] = values.get(i);
            }
            return;
        }
        IdentityHashMap<Selection, List<Node>> below = new IdentityHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).slots[field.slot()] = complete(field, field.type(), values.get(i), below);
        }
        below.forEach(this::read);
    }

    private @Nullable Object complete(
            PlannedField field,
            GraphQLType type,
            @Nullable Object value,
            IdentityHashMap<Selection, List<Node>> below) {
        if (value == null || value instanceof Resolver.Failed) {
            return value;
        }
        if (GraphQLTypeUtil.unwrapNonNull(type) instanceof GraphQLList list) {
            Collection<?> values = (Collection<?>) value;
            @Nullable Object[] nodes = new Object[values.size()];
            int i = 0;
            for (Object one : values) {
                nodes[i++] = complete(field, list.getWrappedType(), one, below);
            }
            return nodes;
        }
        if (touched != null && value instanceof Row.Identified record && record.recordId() != null) {
            touched.note(record.recordId());
        }
        Selection only = field.only();
        Node node = new Node(value, only != null ? only : field.selection(resolvers.typeOf(value)));
        if (!node.selection.prepared().isEmpty()) {
            below.computeIfAbsent(node.selection, selection -> new ArrayList<>())
                    .add(node);
        }
        return node;
    }

    /** Returns why an object lacks the value of a non-null field; null when it should have one. */
    @Nullable
    Failure reason(Object source, String field) {
        return resolvers.reason(source, field);
    }

    /** Writes the answer after the last read. */
    private void done() {
        if (reading.decrementAndGet() == 0) {
            try {
                result.complete(new ResultWriter(this, weights, request).write(Objects.requireNonNull(root)));
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        }
    }

    /** An object of the answer before it is written: what its fields are read from, and the values that were read for them. */
    static final class Node {
        private static final @Nullable Object[] NONE = {};

        final Object source;
        final Selection selection;

        /** By {@link PlannedField#slot}: a value, a node, an array of these, or a {@link Resolver.Failed}. */
        final @Nullable Object[] slots;

        Node(Object source, Selection selection) {
            this.source = source;
            this.selection = selection;
            int size = selection.prepared().size();
            this.slots = size == 0 ? NONE : new Object[size];
        }
    }
}
