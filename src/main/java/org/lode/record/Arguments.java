package org.lode.record;

import graphql.schema.DataFetchingEnvironment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
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

    /** The filter; null and left out mean none. A null within it is refused: it would silently widen the filter. */
    static PinnedFilter filter(DataFetchingEnvironment env) {
        Map<String, Object> filter = env.getArgument("filter");
        UnsetVariables.refuseIn(env, "filter");
        return PinnedFilter.of(
                "filter", env.getFieldDefinition().getArgument("filter").getType(), filter == null ? Map.of() : filter);
    }

    static Order order(DataPackage data, Table table, DataFetchingEnvironment env) {
        List<Map<String, Object>> given = env.getArgument("orderBy");
        return Listings.order(data, table, given == null ? List.of() : given);
    }

    static @Nullable Map<String, Object> at(DataFetchingEnvironment env) {
        return env.getArgument("at");
    }
}
