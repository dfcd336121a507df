package org.lode.graphql;

import graphql.introspection.Introspection;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.lode.graphql.Fields.Asked;
import org.lode.graphql.Fields.Braces;
import org.lode.query.ReadAt.VersionedId;

/** Tells whether an operation reads named releases alone, so that its answer can never change. */
final class Pins {
    private static final String WITHDRAWAL = "Withdrawal";
    private static final String RELEASE = "ReleaseRef";
    private static final String ID = "ID";
    /** A day may yet get another release. */
    private static final Set<String> LASTING = Set.of("sequence", "version", "root");

    private Pins() {}

    /**
     * Whether every root field names the releases that it reads: by sequence, version or root, or in its ids.
     *
     * <p>The field {@code __typename} reads none. An operation that asks it alone names none, and its answer tells the latest.
     */
    static boolean pinned(GraphQLSchema schema, Operation operation) {
        List<PreparedOperation.Root> known = operation.prepared().roots();
        return (known == null || readsNamed(known, new Given(operation.variables()))) && named(schema, operation);
    }

    /** Whether root fields that do not depend on directives read named releases alone: quicker to tell. */
    private static boolean readsNamed(List<PreparedOperation.Root> roots, Given given) {
        for (PreparedOperation.Root root : roots) {
            if (!root.definition().getName().equals(Introspection.TypeNameMetaFieldDef.getName())
                    && !pinned(new Asked(
                            root.field(),
                            root.definition(),
                            given.arguments(root.field().getArguments())))) {
                return false;
            }
        }
        return true;
    }

    private static boolean named(GraphQLSchema schema, Operation operation) {
        Braces root = new Braces(operation.definition().getSelectionSet(), operation.root(schema));
        Fields fields = new Fields(schema, operation);
        List<Asked> reading = fields.in(List.of(root)).values().stream()
                .flatMap(Collection::stream)
                .filter(field -> !field.definition().getName().equals(Introspection.TypeNameMetaFieldDef.getName()))
                .toList();
        return !reading.isEmpty() && reading.stream().allMatch(Pins::pinned) && !asks(fields, List.of(root));
    }

    /** Whether it asks for what may yet be told of a release. */
    private static boolean asks(Fields fields, List<Braces> braces) {
        return fields.in(braces).values().stream()
                .anyMatch(asked -> asked.stream()
                                .anyMatch(field -> GraphQLTypeUtil.unwrapAll(
                                                field.definition().getType())
                                        .getName()
                                        .equals(WITHDRAWAL))
                        || asks(fields, fields.below(asked)));
    }

    /** Whether it names its releases: in each of its ids, or in each argument that takes a release. */
    private static boolean pinned(Asked field) {
        return pinnedByIds(field) || pinnedByReleases(field);
    }

    private static boolean pinnedByIds(Asked field) {
        List<?> ids = arguments(field, ID)
                .map(argument -> field.arguments().get(argument.getName()))
                .flatMap(given -> given instanceof Collection<?> several ? several.stream() : Stream.ofNullable(given))
                .toList();
        return !ids.isEmpty()
                && ids.stream()
                        .allMatch(id -> VersionedId.of(String.valueOf(id)).version() != null);
    }

    private static boolean pinnedByReleases(Asked field) {
        List<GraphQLArgument> releases = arguments(field, RELEASE).toList();
        return !releases.isEmpty()
                && releases.stream()
                        .allMatch(argument -> field.arguments().get(argument.getName()) instanceof Map<?, ?> ref
                                && !ref.isEmpty()
                                && LASTING.containsAll(ref.keySet()));
    }

    private static Stream<GraphQLArgument> arguments(Asked field, String type) {
        return field.definition().getArguments().stream()
                .filter(argument ->
                        GraphQLTypeUtil.unwrapAll(argument.getType()).getName().equals(type));
    }
}
