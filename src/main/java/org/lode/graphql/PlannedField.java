package org.lode.graphql;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.execution.ValuesResolver;
import graphql.language.Argument;
import graphql.language.Field;
import graphql.language.SourceLocation;
import graphql.language.VariableReference;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Execution.Node;
import tools.jackson.databind.json.JsonMapper;

/** One key of an answer: all fields of the document with this key, merged. */
public final class PlannedField {
    private final QueryPlan plan;
    private final List<Field> fields;
    private final GraphQLFieldDefinition definition;
    private final Resolver resolver;
    private final int costIndex;
    private final int slot;
    private final byte[] key;
    private final boolean leaf;
    private final @Nullable Map<String, Object> constants;
    private final Map<String, Selection> selections = new ConcurrentHashMap<>();
    private volatile @Nullable Selection only;

    /**
     * Plans a field.
     *
     * @param costIndex its place in the {@link Cost.FieldIndex} of the operation
     * @param slot where a {@link Node} keeps its value, when that is read before the answer is written
     */
    PlannedField(
            QueryPlan plan,
            List<Field> fields,
            GraphQLFieldDefinition definition,
            Resolver resolver,
            int costIndex,
            int slot) {
        this.plan = plan;
        this.fields = fields;
        this.definition = definition;
        this.resolver = resolver;
        this.costIndex = costIndex;
        this.slot = slot;
        this.key = (JsonMapper.shared().writeValueAsString(fields.getFirst().getResultKey()) + ":")
                .getBytes(StandardCharsets.UTF_8);
        // The values of introspection are JSON already.
        this.leaf = definition.getName().startsWith("__")
                || GraphQLTypeUtil.isLeaf(GraphQLTypeUtil.unwrapAll(definition.getType()));
        this.constants = arguments().stream()
                        .flatMap(argument -> DocumentChecks.nodes(argument, VariableReference.class))
                        .anyMatch(variable -> true)
                ? null
                : coerced(CoercedVariables.emptyVariables(), GraphQLContext.getDefault());
    }

    /** Its name in the schema. */
    public String name() {
        return definition.getName();
    }

    /** The type of one of its arguments. */
    public GraphQLType argumentType(String name) {
        return definition.getArgument(name).getType();
    }

    /** Its arguments as the document has them. */
    public List<Argument> arguments() {
        return fields.getFirst().getArguments();
    }

    /** Returns the selection below this field for objects of a type. */
    public Selection selection(String type) {
        Selection known = selections.get(type);
        return known != null ? known : selections.computeIfAbsent(type, name -> plan.below(this, name));
    }

    /** Returns the selection below this field; null for a leaf, and for an interface or union. */
    public @Nullable Selection only() {
        Selection known = only;
        if (known == null && GraphQLTypeUtil.unwrapAll(definition.getType()) instanceof GraphQLObjectType object) {
            known = selection(object.getName());
            only = known;
        }
        return known;
    }

    /** The values of its arguments, defaults included. */
    Map<String, Object> arguments(CoercedVariables variables, GraphQLContext context) {
        return constants != null ? constants : coerced(variables, context);
    }

    /** Whether its value is read before the answer is written: it leads to objects, or is read for many at once. */
    boolean isPrepared() {
        return !leaf || resolver instanceof Resolver.Batch;
    }

    boolean isLeaf() {
        return leaf;
    }

    List<Field> fields() {
        return fields;
    }

    GraphQLOutputType type() {
        return definition.getType();
    }

    Resolver resolver() {
        return resolver;
    }

    int costIndex() {
        return costIndex;
    }

    int slot() {
        return slot;
    }

    /** Its key in the answer, in quotes and with a colon. */
    byte[] key() {
        return key;
    }

    String resultKey() {
        return Objects.requireNonNull(fields.getFirst().getResultKey());
    }

    @Nullable
    SourceLocation location() {
        return fields.getFirst().getSourceLocation();
    }

    private Map<String, Object> coerced(CoercedVariables variables, GraphQLContext context) {
        return ValuesResolver.getArgumentValues(
                plan.schema().getCodeRegistry(),
                definition.getArguments(),
                arguments(),
                variables,
                context,
                GraphQlErrors.LOCALE);
    }

    /** The fields that an operation asks of an object of one type, in the order of the answer. */
    public static final class Selection {
        private final String type;
        private final List<PlannedField> fields;
        private final List<PlannedField> prepared;

        Selection(String type, List<PlannedField> fields) {
            this.type = type;
            this.fields = fields;
            this.prepared = fields.stream().filter(PlannedField::isPrepared).toList();
        }

        /** Name of the type of the object. */
        public String type() {
            return type;
        }

        public List<PlannedField> fields() {
            return fields;
        }

        /** The fields whose values are read before the answer is written, in the order of their slots in a {@link Node}. */
        List<PlannedField> prepared() {
            return prepared;
        }

        /** Whether a field is asked for; a path leads through the fields of objects, {@code *} matches any name. */
        public boolean selects(String... path) {
            return selects(this, path, 0);
        }

        private static boolean selects(@Nullable Selection selection, String[] path, int at) {
            if (selection == null) {
                return false;
            }
            for (PlannedField field : selection.fields) {
                if ((path[at].equals("*") || path[at].equals(field.name()))
                        && (at == path.length - 1 || selects(field.only(), path, at + 1))) {
                    return true;
                }
            }
            return false;
        }
    }
}
