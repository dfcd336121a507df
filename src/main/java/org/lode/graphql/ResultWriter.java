package org.lode.graphql;

import graphql.ErrorType;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Execution.Node;
import org.lode.graphql.OperationResult.EncodedData;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.model.Failure;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes an answer as JSON, with errors and null propagation as section 6.4.4 of the GraphQL specification has them, and adds up what
 * its fields cost.
 */
final class ResultWriter {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final int PATH = 32;

    private final Execution execution;
    private final List<Long> weights;
    private final String request;
    private final JsonBuffer out = new JsonBuffer();
    private final List<GraphQLError> errors = new ArrayList<>();
    private final Set<List<Object>> failedPaths = new HashSet<>();
    private final IdentityHashMap<PlannedField, FieldCall> calls = new IdentityHashMap<>();
    private @Nullable Object[] path = new Object[PATH];
    private int depth;
    private long cost;

    /**
     * Prepares a writer for one answer.
     *
     * @param weights of the fields by their {@link Cost.FieldIndex}
     * @param request id by which the log knows the operation
     */
    ResultWriter(Execution execution, List<Long> weights, String request) {
        this.execution = execution;
        this.weights = weights;
        this.request = request;
    }

    ExecutionResult write(Node root) {
        boolean there = object(root);
        return ExecutionResult.newExecutionResult()
                .data(there ? new EncodedData(out.bytes(), out.size(), cost) : null)
                .errors(errors)
                .build();
    }

    /** Writes an object. Returns false, and writes nothing, when a non-null field has no value. */
    private boolean object(Node node) {
        int start = out.size();
        long before = cost;
        boolean whole = true;
        char separator = '{';
        for (PlannedField field : node.selection.fields()) {
            out.add(separator);
            separator = ',';
            out.add(field.key());
            cost += field.costIndex() < 0 ? 0 : weights.get(field.costIndex());
            push(field.resultKey());
            // The other fields are still written, for their errors.
            whole &= field(node, field);
            depth--;
        }
        if (!whole) {
            out.cutTo(start);
            cost = before;
            return false;
        }
        if (separator == '{') {
            out.add('{');
        }
        out.add('}');
        return true;
    }

    private boolean field(Node node, PlannedField field) {
        if (field.isPrepared()) {
            return value(node, field, field.type(), node.slots[field.slot()]);
        }
        return switch (field.resolver()) {
            case Resolver.Encoded encoded -> {
                byte[] json = encoded.json(node.source);
                if (json == null) {
                    yield value(node, field, field.type(), null);
                }
                out.add(json);
                yield true;
            }
            case Resolver.Value value -> {
                Object read;
                try {
                    read = value.get(node.source, calls.computeIfAbsent(field, key -> new FieldCall(execution, key)));
                } catch (RuntimeException e) {
                    read = new Resolver.Failed(e);
                }
                yield value(node, field, field.type(), read);
            }
            case Resolver.Batch batch -> throw new IllegalStateException(field.name() + " was not read");
        };
    }

    /** Writes a value or null. Returns false, and writes nothing, when a non-null type has no value. */
    private boolean value(Node node, PlannedField field, GraphQLType type, @Nullable Object value) {
        if (!(type instanceof GraphQLNonNull required)) {
            if (!present(node, field, type, value)) {
                out.add(NULL);
            }
            return true;
        }
        if (present(node, field, required.getWrappedType(), value)) {
            return true;
        }
        if (value == null) {
            missing(node, field);
        }
        return false;
    }

    /** Writes a value. Returns false, and writes nothing, when it is null. */
    private boolean present(Node node, PlannedField field, GraphQLType type, @Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Resolver.Failed failed -> {
                fail(field, failed.reason());
                yield false;
            }
            case Node below -> object(below);
            case byte[] json -> {
                out.add(json);
                yield true;
            }
            default ->
                switch (type) {
                    case GraphQLList list ->
                        list(
                                node,
                                field,
                                list.getWrappedType(),
                                value instanceof Object[] several ? Arrays.asList(several) : (Collection<?>) value);
                    case GraphQLScalarType scalar ->
                        leaf(
                                field,
                                () -> scalar.getCoercing().serialize(value, execution.context(), GraphQlErrors.LOCALE));
                    case GraphQLEnumType words ->
                        leaf(field, () -> words.serialize(value, execution.context(), GraphQlErrors.LOCALE));
                    default -> throw new IllegalStateException(field.name() + " has a value of another type");
                };
        };
    }

    private boolean list(Node node, PlannedField field, GraphQLType type, Collection<?> values) {
        int start = out.size();
        long before = cost;
        boolean whole = true;
        out.add('[');
        int i = 0;
        for (Object value : values) {
            if (i > 0) {
                out.add(',');
            }
            push(i++);
            whole &= value(node, field, type, value);
            depth--;
        }
        out.add(']');
        if (!whole) {
            out.cutTo(start);
            cost = before;
        }
        return whole;
    }

    private interface Serialization {
        @Nullable
        Object value();
    }

    private boolean leaf(PlannedField field, Serialization serialization) {
        Object serialized;
        try {
            serialized = serialization.value();
        } catch (RuntimeException e) {
            fail(field, e);
            return false;
        }
        if (serialized == null) {
            return false;
        }
        out.add(JSON.writeValueAsBytes(serialized));
        return true;
    }

    private void push(Object step) {
        if (depth == path.length) {
            path = Arrays.copyOf(path, 2 * depth);
        }
        path[depth++] = step;
    }

    private List<Object> here() {
        List<Object> steps = new ArrayList<>(depth);
        for (int i = 0; i < depth; i++) {
            steps.add(Objects.requireNonNull(path[i]));
        }
        return steps;
    }

    private void fail(PlannedField field, Throwable reason) {
        List<Object> here = here();
        failedPaths.add(here);
        GraphqlErrorBuilder<?> builder = GraphqlErrorBuilder.newError().path(here);
        if (field.location() != null) {
            builder.location(field.location());
        }
        errors.add(GraphQlErrors.of(reason, request, builder));
    }

    /** Adds the error of a null in a non-null field: the object's reason, else an internal error. */
    private void missing(Node node, PlannedField field) {
        Failure reason = execution.reason(node.source, field.name());
        if (reason != null) {
            fail(field, reason);
            return;
        }
        List<Object> here = here();
        if (failedPaths.add(here)) {
            errors.add(GraphqlErrorBuilder.newError()
                    .message("%s is null (expected: %s)", field.name(), field.type())
                    .errorType(ErrorType.NullValueInNonNullableField)
                    .path(here)
                    .build());
        }
    }

    /** A growing array of bytes that can be cut back. */
    static final class JsonBuffer {
        private static final int START = 1_024;

        private byte[] bytes = new byte[START];
        private int size;

        int size() {
            return size;
        }

        byte[] bytes() {
            return bytes;
        }

        void add(char ascii) {
            if (size == bytes.length) {
                grow(1);
            }
            bytes[size++] = (byte) ascii;
        }

        void add(byte[] json) {
            if (bytes.length - size < json.length) {
                grow(json.length);
            }
            System.arraycopy(json, 0, bytes, size, json.length);
            size += json.length;
        }

        /** Removes what was added since the buffer had this size. */
        void cutTo(int earlier) {
            size = earlier;
        }

        private void grow(int more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
