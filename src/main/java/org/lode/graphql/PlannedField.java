package org.lode.graphql;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.execution.ValuesResolver;
import graphql.language.Argument;
import graphql.language.Field;
import graphql.language.SourceLocation;
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
import tools.jackson.databind.json.JsonMapper;

/** One key of an answer: all fields of the document with this key, merged. */
public final class PlannedField {
    private final QueryPlan plan;
    private final List<Field> fields;
    private final GraphQLFieldDefinition definition;
    private final Resolver resolver;
    private final int price;
    private final int slot;
    private final byte[] key;
    private final boolean leaf;
    private final @Nullable Map<String, Object> constants;
    private final Map<String, Selection> selections = new ConcurrentHashMap<>();
    private volatile @Nullable Selection only;

    /**
     * Plans a field.
     *
     * @param price its place among the prices of the operation
     * @param slot where a {@link Node} keeps its value, when that is read before the answer is written
     */
    PlannedField(
            QueryPlan plan,
            List<Field> fields,
            GraphQLFieldDefinition definition,
            Resolver resolver,
            int price,
            int slot) {
        this.plan = plan;
        this.fields = fields;
        this.definition = definition;
        this.resolver = resolver;
        this.price = price;
        this.slot = slot;
        this.key = (JsonMapper.shared().writeValueAsString(fields.getFirst().getResultKey()) + ":")
                .getBytes(StandardCharsets.UTF_8);
        // What is asked of the schema itself comes as JSON.
        this.leaf = definition.getName().startsWith("__")
                || GraphQLTypeUtil.isLeaf(GraphQLTypeUtil.unwrapAll(definition.getType()));
        this.constants = arguments().stream().anyMatch(PlannedField::hasVariable)
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

    /** Its arguments as they stand in the document. */
    public List<Argument> arguments() {
        return fields.getFirst().getArguments();
    }

    /** The fields asked of an object of this type that it leads to. */
    public Selection selection(String type) {
        Selection known = selections.get(type);
        return known != null ? known : selections.computeIfAbsent(type, name -> plan.below(this, name));
    }

    /** The fields asked of what it leads to; null for a leaf, and where the object can be of several types. */
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

    int price() {
        return price;
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
                EngineWords.LOCALE);
    }

    private static boolean hasVariable(graphql.language.Node<?> node) {
        return node instanceof graphql.language.VariableReference
                || node.getChildren().stream().anyMatch(PlannedField::hasVariable);
    }
}
