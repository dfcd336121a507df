package org.lode.graphql;

import graphql.GraphQLContext;
import graphql.execution.RawVariables;
import graphql.execution.ValuesResolver;
import graphql.introspection.Introspection;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.FieldCollector.Called;
import org.lode.graphql.FieldCollector.TypedSelection;
import org.lode.query.ReadAt.VersionedId;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.stereotype.Component;

/** Finds operations in documents, with their cost, variables and releases, before they run. */
@Component
public final class Operations {
    private final Documents documents;
    private final ObjectProvider<GraphQlSource> source;
    private final OperationSettings.Limits limits;

    Operations(Documents documents, ObjectProvider<GraphQlSource> source, OperationSettings.Limits limits) {
        this.documents = documents;
        this.source = source;
        this.limits = limits;
    }

    private GraphQLSchema schema() {
        return source.getObject().schema();
    }

    /** Finds the operation of a request. Empty when the document is refused, or has several and the request names none. */
    public Optional<Operation> find(
            String document, @Nullable String name, Map<String, ? extends @Nullable Object> variables) {
        return documents.prepare(document) instanceof Documents.Valid valid
                ? valid.operation(name).map(prepared -> new Operation(prepared, variables))
                : Optional.empty();
    }

    /** Returns the cost of an operation. Fails if variables or arguments exceed a limit, or a variable has a wrong value. */
    public Cost cost(Operation operation) {
        VariableCheck.checkSize(operation.variables(), limits);
        VariableCheck.check(schema(), operation);
        return operation.prepared().cost(operation.variables(), () -> Cost.of(schema(), operation, limits));
    }

    public Map<String, Object> coerced(Operation operation) {
        return ValuesResolver.coerceVariableValues(
                        schema(),
                        operation.definition().getVariableDefinitions(),
                        RawVariables.of(Collections.unmodifiableMap(operation.variables())),
                        GraphQLContext.getDefault(),
                        GraphQlErrors.LOCALE)
                .toMap();
    }

    /**
     * Whether the answer can never change, since every root field names its releases: by sequence, version or root, or in its ids.
     *
     * <p>The field {@code __typename} reads no release. An operation with this field alone is not pinned: its answer names the latest.
     */
    public boolean pinned(Operation operation) {
        return operation.isQuery() && PinnedReleases.areNamed(schema(), operation);
    }

    /** Checks how an operation names the releases that it reads. */
    private static final class PinnedReleases {

        /** Not {@code on}: a day may yet get another release. */
        private static final Set<String> LASTING = Set.of("sequence", "version", "root");

        static boolean areNamed(GraphQLSchema schema, Operation operation) {
            TypedSelection root = new TypedSelection(operation.definition().getSelectionSet(), operation.root(schema));
            FieldCollector collector = new FieldCollector(schema, operation.document(), operation.variables());
            List<Called> reading = collector.ofAllTypes(List.of(root)).values().stream()
                    .flatMap(Collection::stream)
                    .filter(field -> !isTypeName(field.definition()))
                    .toList();
            return !reading.isEmpty()
                    && reading.stream().allMatch(PinnedReleases::isNamed)
                    && !asksForWithdrawal(collector, List.of(root));
        }

        private static boolean isTypeName(GraphQLFieldDefinition field) {
            return field.getName().equals(Introspection.TypeNameMetaFieldDef.getName());
        }

        /** Whether a field selects withdrawals, which can be added to a release later. */
        private static boolean asksForWithdrawal(FieldCollector collector, List<TypedSelection> selections) {
            return collector.ofAllTypes(selections).values().stream()
                    .anyMatch(fields -> fields.stream()
                                    .anyMatch(field -> GraphQLTypeUtil.unwrapAll(
                                                    field.definition().getType())
                                            .getName()
                                            .equals("Withdrawal"))
                            || asksForWithdrawal(collector, collector.below(fields)));
        }

        /** Whether a field names its releases: in each of its ids, or in each argument that takes a release. */
        private static boolean isNamed(Called field) {
            List<?> ids = arguments(field, "ID")
                    .map(argument -> field.arguments().get(argument.getName()))
                    .flatMap(given ->
                            given instanceof Collection<?> several ? several.stream() : Stream.ofNullable(given))
                    .toList();
            if (!ids.isEmpty()
                    && ids.stream()
                            .allMatch(id -> VersionedId.of(String.valueOf(id)).version() != null)) {
                return true;
            }
            List<GraphQLArgument> releases = arguments(field, "ReleaseRef").toList();
            return !releases.isEmpty()
                    && releases.stream()
                            .allMatch(argument -> field.arguments().get(argument.getName()) instanceof Map<?, ?> ref
                                    && !ref.isEmpty()
                                    && LASTING.containsAll(ref.keySet()));
        }

        private static Stream<GraphQLArgument> arguments(Called field, String type) {
            return field.definition().getArguments().stream()
                    .filter(argument -> GraphQLTypeUtil.unwrapAll(argument.getType())
                            .getName()
                            .equals(type));
        }
    }
}
