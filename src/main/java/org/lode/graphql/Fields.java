package org.lode.graphql;

import graphql.introspection.Introspection;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the fields of an operation by their name in the answer, those of all types together, as GraphQL's CollectFields does
 * for one type. The operation has been validated.
 */
final class Fields {
    private final GraphQLSchema schema;
    private final Given given;
    private final Map<String, FragmentDefinition> fragments = new LinkedHashMap<>();

    Fields(GraphQLSchema schema, Operation operation) {
        this.schema = schema;
        this.given = new Given(operation.variables());
        operation
                .document()
                .getDefinitionsOfType(FragmentDefinition.class)
                .forEach(fragment -> fragments.put(fragment.getName(), fragment));
    }

    /** A field with its definition and the values of its arguments. */
    record Asked(Field field, GraphQLFieldDefinition definition, Map<String, Object> arguments) {}

    /** Braces together with the type that they select from. */
    record Braces(@Nullable SelectionSet selections, GraphQLCompositeType type) {}

    /** The fields in the braces, fragments expanded, without those that are skipped. */
    Map<String, List<Asked>> in(List<Braces> several) {
        Map<String, List<Asked>> collected = new LinkedHashMap<>();
        Set<String> spread = new HashSet<>();
        several.forEach(braces -> collect(braces, collected, spread));
        return collected;
    }

    /** What stands in the braces below these fields. */
    List<Braces> below(List<Asked> fields) {
        List<Braces> below = new ArrayList<>();
        for (Asked asked : fields) {
            GraphQLType type = GraphQLTypeUtil.unwrapAll(asked.definition().getType());
            if (type instanceof GraphQLCompositeType composite) {
                below.add(new Braces(asked.field().getSelectionSet(), composite));
            }
        }
        return below;
    }

    private void collect(Braces braces, Map<String, List<Asked>> collected, Set<String> spread) {
        SelectionSet selections = braces.selections();
        if (selections == null) {
            return;
        }
        for (Selection<?> selection : selections.getSelections()) {
            if (selection instanceof DirectivesContainer<?> container && skipped(container)) {
                continue;
            }
            switch (selection) {
                case Field field -> add(field, braces.type(), collected);
                case InlineFragment inline ->
                    collect(
                            new Braces(inline.getSelectionSet(), type(inline.getTypeCondition(), braces.type())),
                            collected,
                            spread);
                case FragmentSpread name -> {
                    FragmentDefinition fragment = Objects.requireNonNull(fragments.get(name.getName()));
                    if (spread.add(name.getName())) {
                        GraphQLCompositeType type = type(fragment.getTypeCondition(), braces.type());
                        collect(new Braces(fragment.getSelectionSet(), type), collected, spread);
                    }
                }
                default -> {}
            }
        }
    }

    private void add(Field field, GraphQLCompositeType parent, Map<String, List<Asked>> collected) {
        GraphQLFieldDefinition definition = Introspection.getFieldDef(schema, parent, field.getName());
        collected
                .computeIfAbsent(field.getResultKey(), key -> new ArrayList<>())
                .add(new Asked(field, definition, given.arguments(field.getArguments())));
    }

    private GraphQLCompositeType type(@Nullable TypeName condition, GraphQLCompositeType parent) {
        return condition == null
                ? parent
                : (GraphQLCompositeType) Objects.requireNonNull(schema.getType(condition.getName()));
    }

    private boolean skipped(DirectivesContainer<?> selection) {
        return is(selection, "skip", true) || is(selection, "include", false);
    }

    private boolean is(DirectivesContainer<?> selection, String directive, boolean truth) {
        return selection.getDirectives(directive).stream()
                .map(Directive::getArguments)
                .map(given::arguments)
                .anyMatch(arguments -> Objects.equals(arguments.get("if"), truth));
    }
}
