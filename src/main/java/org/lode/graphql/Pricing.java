package org.lode.graphql;

import graphql.schema.GraphQLSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lode.graphql.Fields.Asked;
import org.lode.graphql.Fields.Braces;

/**
 * Works out what an operation costs before it runs.
 *
 * <p>Each field costs 1, or what {@code @cost} says, each time that it is answered; and it is answered as often as there are
 * objects around it: as many as {@code first} or {@code last} ask for, else as {@code @listSize} assumes. Conditions
 * in its arguments cost by themselves ({@link Inputs#cost}), and so do words that
 * have a price in the schema. Where fragments on several types meet, the costlier counts.
 *
 * <p>After the cost directives of IBM's GraphQL cost specification, with a weight of 1 for fields without any.
 */
final class Pricing {
    /** So many values of introspection cost 1: they are at hand, and nothing is read for them. */
    private static final long INTROSPECTED = 100;

    /** More than any limit. */
    private static final long MOST = 1_000_000_000_000L;

    private final Fields fields;
    private final Operation operation;
    private final LimitSettings limits;

    private Pricing(Fields fields, Operation operation, LimitSettings limits) {
        this.fields = fields;
        this.operation = operation;
        this.limits = limits;
    }

    /** The prices of the root fields; fails if there is more within the arguments of one field than a limit allows. */
    static List<Price> of(GraphQLSchema schema, Operation operation, LimitSettings limits) {
        Pricing pricing = new Pricing(new Fields(schema, operation), operation, limits);
        Braces root = new Braces(operation.definition().getSelectionSet(), operation.root(schema));
        return pricing.prices(List.of(root), Set.of(), 1);
    }

    /** @param sized the fields that have the size of the list, given by the field above them */
    private List<Price> prices(List<Braces> braces, Set<String> sized, long size) {
        List<Price> prices = new ArrayList<>();
        fields.in(braces).forEach((key, asked) -> prices.add(price(key, asked, sized, size)));
        return prices;
    }

    private Price price(String key, List<Asked> asked, Set<String> sized, long above) {
        Price price = new Price(key, 0, 0, List.of());
        Set<String> below = Set.of();
        long size = 1;
        for (Asked field : asked) {
            VariableCheck.checkNulls(field.field(), field.definition(), operation);
            Inputs.check(field.arguments(), limits);
            PriceList list = PriceList.of(field.definition());
            below = list.sized();
            size = Math.max(size, list.size(field.arguments()));
            long objects = sized.contains(field.field().getName()) ? above : below.isEmpty() ? size : 1;
            long weight = list.weight() + PriceList.arguments(field.definition(), field.arguments());
            price = new Price(key, Math.max(price.weight(), weight), Math.max(price.size(), objects), List.of());
        }
        String name = asked.getFirst().definition().getName();
        if (name.equals("__schema") || name.equals("__type")) {
            long values = introspected(fields.below(asked));
            return new Price(key, price.weight() + values / INTROSPECTED, price.size(), List.of());
        }
        return new Price(key, price.weight(), price.size(), prices(fields.below(asked), below, size));
    }

    /** About how many values these fields of introspection give. */
    private long introspected(List<Braces> braces) {
        long values = 0;
        for (List<Asked> asked : fields.in(braces).values()) {
            long size = PriceList.ofIntrospection(asked.getFirst().definition()).size(Map.of());
            values = Math.min(values + size * (1 + introspected(fields.below(asked))), MOST);
        }
        return values;
    }
}
