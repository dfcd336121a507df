package org.lode.graphql;

import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.BadInput;

/**
 * Checks the root selections of subscriptions, which must not depend on variables (GraphQL of September 2025, 5.2.4.1).
 *
 * <p>The engine fails in its own rule of the single root field when none is left at the root.
 */
final class SubscriptionRoot {
    private static final List<String> CONDITIONS = List.of("skip", "include");

    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, Boolean> checked = new HashMap<>();
    private final String type;

    private SubscriptionRoot(Document document, String type) {
        this.type = type;
        document.getDefinitionsOfType(FragmentDefinition.class)
                .forEach(fragment -> fragments.put(fragment.getName(), fragment));
    }

    /**
     * Fails at {@code @skip} or {@code @include} at the root of a subscription.
     *
     * @return whether every fragment at such a root exists and has the type of subscriptions, so that the engine finds a field
     */
    static boolean check(Document document, GraphQLSchema schema) {
        GraphQLObjectType type = schema.getSubscriptionType();
        boolean sound = true;
        for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
            if (type != null && operation.getOperation() == OperationDefinition.Operation.SUBSCRIPTION) {
                sound &= new SubscriptionRoot(document, type.getName()).isSound(operation.getSelectionSet());
            }
        }
        return sound;
    }

    private boolean isSound(@Nullable SelectionSet root) {
        boolean sound = root != null;
        for (Selection<?> selection : root == null ? List.<Selection<?>>of() : root.getSelections()) {
            if (selection instanceof DirectivesContainer<?> container) {
                container.getDirectives().forEach(SubscriptionRoot::requireUnconditional);
            }
            sound &= switch (selection) {
                case Field field -> true;
                case InlineFragment inline -> isSound(inline.getSelectionSet()) && isOfType(inline.getTypeCondition());
                case FragmentSpread spread -> isSound(fragments.get(spread.getName()));
                default -> false;
            };
        }
        return sound;
    }

    private boolean isSound(@Nullable FragmentDefinition fragment) {
        if (fragment == null) {
            return false;
        }
        Boolean known = checked.get(fragment.getName());
        if (known == null) {
            // Stays so for a fragment that spreads itself.
            checked.put(fragment.getName(), false);
            known = isSound(fragment.getSelectionSet()) && isOfType(fragment.getTypeCondition());
            checked.put(fragment.getName(), known);
        }
        return known;
    }

    private boolean isOfType(@Nullable TypeName condition) {
        return condition == null || condition.getName().equals(type);
    }

    private static void requireUnconditional(Directive directive) {
        if (CONDITIONS.contains(directive.getName())) {
            throw new BadInput("subscription", "@" + directive.getName(), "a root field without @skip and @include");
        }
    }
}
