package org.lode.record;

import graphql.schema.DataFetchingEnvironment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.failure.BadInput;
import org.lode.kind.Table;
import org.lode.query.Order;
import org.lode.query.PageRequest;

/** Reads the arguments that every list field has. */
final class Arguments {
    private Arguments() {}

    static PageRequest page(DataFetchingEnvironment env) {
        return PageRequest.of(
                env.getArgument("first"), env.getArgument("after"), env.getArgument("last"), env.getArgument("before"));
    }

    /** The filter; left out means none, and a null is refused, since it would silently mean everything. */
    static Map<String, ?> filter(DataFetchingEnvironment env) {
        Map<String, Object> filter = env.getArgument("filter");
        if (filter == null && env.containsArgument("filter")) {
            throw new BadInput("filter", null, "an object; leave the argument out for no filter");
        }
        UnsetVariables.refuseIn(env, "filter");
        return filter == null ? Map.of() : filter;
    }

    static Order order(Table table, DataFetchingEnvironment env) {
        List<Map<String, Object>> given = env.getArgument("orderBy");
        if (given == null && env.containsArgument("orderBy")) {
            throw new BadInput("orderBy", null, "a list; leave the argument out for the order by id");
        }
        return Listings.order(table, given == null ? List.of() : given);
    }

    static @Nullable Map<String, Object> at(DataFetchingEnvironment env) {
        return env.getArgument("at");
    }
}
