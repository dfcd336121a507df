package org.lode.record;

import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLNamedSchemaElement;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.failure.StartFailed;
import org.lode.kind.DataPackage;
import org.lode.kind.Field;
import org.lode.kind.FieldType;
import org.lode.kind.LinkKind;
import org.lode.kind.Member;
import org.lode.kind.RecordKind;
import org.lode.kind.Relation;
import org.lode.kind.Shape;
import org.lode.kind.Table;
import org.lode.query.GroupKey;

/** Holds the GraphQL schema to the description of the data: everything that one has and the other lacks is named. */
final class SchemaAgreement {
    private final DataPackage data;
    private final GraphQLSchema schema;
    private final List<String> faults = new ArrayList<>();

    SchemaAgreement(DataPackage data, GraphQLSchema schema) {
        this.data = data;
        this.schema = schema;
    }

    /** Fails with every disagreement there is. */
    void check() {
        List<String> found = faults();
        if (!found.isEmpty()) {
            throw new StartFailed(
                    "the GraphQL schema and dataset/datapackage.json disagree: " + String.join("; ", found));
        }
    }

    List<String> faults() {
        for (Table table : data.tables()) {
            boolean shown = !(table instanceof LinkKind)
                    && !(table instanceof RecordKind kind && kind.prefix().isEmpty());
            if (shown) {
                table(table);
            }
        }
        return faults;
    }

    private void table(Table table) {
        String type = Types.name(table);
        Set<String> extra = new TreeSet<>(Set.of("id", "recordId"));
        if (table instanceof RecordKind) {
            extra.addAll(Set.of("history", "recordHash", "release", "since", "title"));
        }
        object(type, data.shape(table), extra);
        Set<String> orders = names(schema.getType(type + "OrderField"));
        missing(type + "OrderField", OrderKeys.own(table).keySet(), orders, "is in the data package alone");
        missing(type + "OrderField", orders, OrderKeys.all(data, table).keySet(), "is nothing to sort by");
        Map<String, GroupKey> keys = new GroupKeys(data).all(table);
        Set<String> offered = names(schema.getType(type + "GroupBy"));
        missing(type + "GroupBy", offered, keys.keySet(), "is nothing to group by");
        Set<String> named = offered.stream()
                .flatMap(name -> Stream.ofNullable(keys.get(name)))
                .map(GroupKey::name)
                .collect(Collectors.toCollection(TreeSet::new));
        same(type + "GroupKey", names(schema.getType(type + "GroupKey")), named);
        same(
                type + "GroupOrderField",
                names(schema.getType(type + "GroupOrderField")),
                GroupOrders.of(table).keySet());
        table.fields().stream().filter(field -> field.type() == FieldType.ENUM).forEach(this::words);
    }

    private void object(String type, Shape shape, Set<String> extra) {
        Set<String> fields = new TreeSet<>(extra);
        fields.addAll(shape.members().keySet());
        same(type, names(schema.getType(type)), fields);
        same(type + "Filter", names(schema.getType(type + "Filter")), filters(shape));
        shape.members().forEach((name, member) -> {
            if (member instanceof Member.Embedded embedded
                    && schema.getType(type) instanceof GraphQLObjectType object
                    && object.getFieldDefinition(name) != null) {
                String below = GraphQLTypeUtil.unwrapAll(
                                object.getFieldDefinition(name).getType())
                        .getName();
                object(below, embedded.shape(), Set.of());
            }
        });
    }

    private Set<String> filters(Shape shape) {
        Set<String> names = new TreeSet<>(Set.of("and", "or", "not"));
        if (shape.path().isEmpty()
                && shape.table() instanceof RecordKind kind
                && !data.searched(kind).isEmpty()) {
            names.add("text");
        }
        if (shape.isPlace()) {
            names.addAll(Set.of("isNull", "within"));
        }
        shape.members().forEach((name, member) -> {
            if (member instanceof Member.Way way && way.relation() instanceof Relation.ToOne one) {
                names.add(name + "Id");
                if (one.targets().size() > 1) {
                    return;
                }
            }
            names.add(name);
        });
        return names;
    }

    private void words(Field field) {
        String type = Objects.requireNonNull(field.enumName());
        same(type, names(schema.getType(type)), new TreeSet<>(field.allowed()));
    }

    private void same(String type, Set<String> schemaHas, Set<String> dataHas) {
        missing(type, schemaHas, dataHas, "is in the schema alone");
        missing(type, dataHas, schemaHas, "is in the data package alone");
    }

    private void missing(String type, Collection<String> names, Set<String> others, String where) {
        names.stream()
                .filter(name -> !others.contains(name))
                .forEach(name -> faults.add(type + "." + name + " " + where));
    }

    private static Set<String> names(@Nullable GraphQLType type) {
        Stream<? extends GraphQLNamedSchemaElement> elements = Stream.empty();
        if (type instanceof GraphQLObjectType object) {
            elements = object.getFieldDefinitions().stream();
        } else if (type instanceof GraphQLInputObjectType input) {
            elements = input.getFieldDefinitions().stream();
        } else if (type instanceof GraphQLEnumType words) {
            elements = words.getValues().stream();
        }
        return elements.map(GraphQLNamedSchemaElement::getName).collect(Collectors.toCollection(TreeSet::new));
    }
}
