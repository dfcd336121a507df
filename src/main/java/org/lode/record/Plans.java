package org.lode.record;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.SelectedField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;
import org.lode.kind.Relation;
import org.lode.kind.Table;
import org.lode.query.Listing;
import org.lode.query.Order;
import org.lode.query.PageRequest;
import org.lode.query.Selection;
import org.lode.release.Releases;

/** Works out once an operation what each of its connection fields reads, however many parents it has. */
final class Plans {
    private final DataPackage data;
    private final SelectionReader selections;

    Plans(DataPackage data) {
        this.data = data;
        this.selections = new SelectionReader(data);
    }

    /** The plan of the connection field that is being fetched. */
    Plan of(DataFetchingEnvironment env, Table table, Relation.@Nullable Many via, ReadAt at) {
        return cached(env, at, name -> {
            PinnedFilter filter = Arguments.filter(env);
            filter.check(Releases.of(env.getGraphQlContext()), at.sequence());
            Listing listing = new Listing(table, via, at.sequence(), filter.bare(), Arguments.order(data, table, env));
            return new Plan(name, at, listing, Arguments.page(env), nodes(env, table), aggregates(env, table));
        });
    }

    /** The plan of a plain list field: all rows that a relation leads to. */
    Plan all(DataFetchingEnvironment env, Relation.Many via, ReadAt at) {
        return cached(env, at, name -> {
            Listing listing = new Listing(via.target(), via, at.sequence(), Map.of(), new Order(List.of()));
            Selection selection =
                    selections.read(via.target(), env.getSelectionSet().getImmediateFields());
            PageRequest everything = new PageRequest(Integer.MAX_VALUE - 1, false, null, null);
            return new Plan(name, at, listing, everything, selection, List.of());
        });
    }

    /** What tells the list of a connection field below one parent from every other, for its cursors. */
    String fingerprint(DataFetchingEnvironment env, Table table, Relation.@Nullable Many via, String parent) {
        return new Listing(table, via, 0, Arguments.filter(env).bare(), Arguments.order(data, table, env))
                .fingerprint(parent);
    }

    Selection selection(Table table, List<SelectedField> asked) {
        return selections.read(table, asked);
    }

    DataPackage data() {
        return data;
    }

    private Selection nodes(DataFetchingEnvironment env, Table table) {
        List<SelectedField> asked = new ArrayList<>();
        for (SelectedField field : env.getSelectionSet().getImmediateFields()) {
            switch (field.getName()) {
                case "nodes" -> asked.addAll(SelectionReader.below(field));
                case "edges" ->
                    SelectionReader.below(field).stream()
                            .filter(edge -> edge.getName().equals("node"))
                            .forEach(node -> asked.addAll(SelectionReader.below(node)));
                default -> {}
            }
        }
        return selections.read(table, asked);
    }

    private static List<RecordKind.Aggregate> aggregates(DataFetchingEnvironment env, Table table) {
        boolean asked = env.getSelectionSet().containsAnyOf("aggregate/*", "groups/aggregate/*");
        return asked && table instanceof RecordKind kind ? kind.aggregates() : List.of();
    }

    private static Plan cached(DataFetchingEnvironment env, ReadAt at, Function<String, Plan> make) {
        ConcurrentHashMap<String, Plan> plans = Objects.requireNonNull(
                env.getGraphQlContext().computeIfAbsent(Plans.class, key -> new ConcurrentHashMap<String, Plan>()));
        String name = Loads.field(env) + at.key();
        Plan known = plans.get(name);
        if (known == null) {
            known = make.apply(name);
            plans.put(name, known);
        }
        return known;
    }
}
