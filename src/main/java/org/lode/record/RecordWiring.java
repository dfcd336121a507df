package org.lode.record;

import graphql.schema.DataFetcher;
import graphql.schema.TypeResolver;
import graphql.schema.idl.RuntimeWiring;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.lode.kind.DataPackage;
import org.lode.kind.Member;
import org.lode.kind.Shape;
import org.lode.kind.Table;
import org.lode.query.Row;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.stereotype.Component;

/** Wires every type of the dataset to the one mechanism, from the description of its kinds. */
@Component
final class RecordWiring implements RuntimeWiringConfigurer {
    private final DataPackage data;
    private final RootFields roots;
    private final RowFields rows;
    private final ConnectionFields connections;
    private final GroupKeys keys;
    private final Set<String> wired = new HashSet<>();

    RecordWiring(DataPackage data, RecordStore store, Nodes nodes) {
        Plans plans = new Plans(data);
        this.data = data;
        this.roots = new RootFields(data, store, nodes, plans);
        this.rows = new RowFields(data, store, plans);
        this.connections = new ConnectionFields(store, plans);
        this.keys = new GroupKeys(data);
    }

    @Override
    public void configure(RuntimeWiring.Builder wiring) {
        Scalars.wire(wiring);
        TypeResolver byKind = env -> env.getSchema()
                .getObjectType(
                        Types.name(Objects.requireNonNull((Row) env.getObject()).table()));
        wiring.type("Node", type -> type.typeResolver(byKind));
        wiring.type("Record", type -> type.typeResolver(byKind));
        add(wiring, "Query", roots.fetchers());
        Types.shown(data).forEach(table -> wire(wiring, table));
    }

    private void wire(RuntimeWiring.Builder wiring, Table table) {
        String type = Types.name(table);
        Shape shape = data.shape(table);
        add(wiring, type, rows.ofRows(shape));
        wireEmbedded(wiring, shape);
        add(wiring, type + "Connection", connections.fetchers(table));
        add(wiring, type + "Edge", GroupFields.ofEdge());
        add(wiring, type + "Group", GroupFields.ofGroup());
        add(wiring, type + "GroupKey", GroupFields.ofKey(keys.all(table).values()));
        add(wiring, type + "Aggregate", GroupFields.ofAggregate(table));
    }

    private void wireEmbedded(RuntimeWiring.Builder wiring, Shape shape) {
        shape.members().values().forEach(member -> {
            if (member instanceof Member.Embedded object
                    && wired.add(object.type().type())) {
                add(wiring, object.type().type(), rows.ofEmbedded(object.shape()));
                wireEmbedded(wiring, object.shape());
            }
        });
    }

    private static void add(RuntimeWiring.Builder wiring, String type, Map<String, DataFetcher<?>> fetchers) {
        fetchers.forEach((field, fetcher) -> wiring.type(type, builder -> builder.dataFetcher(field, fetcher)));
    }
}
