package org.lode.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Table;
import org.lode.query.AggregateQuery.Totals;
import org.lode.query.GroupRequest;
import org.lode.query.Order;
import org.lode.schema.KindSchema.Sdl;
import org.lode.schema.KindSchema.Sdl.Entry;

/** Definitions of lists: their pages, orders, figures and groups. */
final class ListTypes {
    private static final String PAGES = """
            "One step of an order of TYPE rows."
            input TYPEOrder {
              "What to sort by."
              field: TYPEOrderField!
              "Upwards or downwards."
              direction: OrderDirection! = ASC
              "Where rows without a value come."
              nulls: NullsOrder! = LAST
            }

            "A part of a list of TYPE rows, and figures on the whole list."
            type TYPEConnection {
              "The rows of this page with their cursors."
              edges: [TYPEEdge!]!
              "The rows of this page."
              nodes: [TYPE!]!
              "Where this page lies in the list."
              pageInfo: PageInfo!
              "How many rows the whole list has."
              totalCount: Int! @cost(weight: "10")
              "The release that the list was read at."
              release: Release!
              "Figures on the whole list."
              aggregate: TYPEAggregate! @cost(weight: "10")
              "The whole list in groups that share a key, in order of the key, rows without a value last, unless told otherwise."
              groups(
                "What to group by, the weightiest first."
                by: [TYPEGroupBy!]!
                "Order of the groups, the weightiest first; always ended by the key. Left out: by the key."
                orderBy: [TYPEGroupOrder!]
                "How many groups from the start: 0 to 500. Left out: all."
                first: Int
              ): [TYPEGroup!]! @cost(weight: "20") @listSize(assumedSize: 50, slicingArguments: ["first"], \
            requireOneSlicingArgument: false)
              "Where all rows of the list are as a file, below the address of this server: `/export/...`. It names the release, so \
            that it\\nalways gives the same rows."
              exportUrl(
                "What the file holds: comma-separated values, lines of JSON, or Parquet."
                format: ExportFormat! = CSV
              ): String!
            }

            "One row of a page and its place in the list."
            type TYPEEdge {
              "The row."
              node: TYPE!
              "Its place: give it back as `after` or `before`."
              cursor: String!
            }

            "Rows that share a key."
            type TYPEGroup {
              "What they share."
              key: TYPEGroupKey!
              "Figures on them."
              aggregate: TYPEAggregate!
            }

            "One step of an order of groups of TYPE rows."
            input TYPEGroupOrder {
              "What to sort by."
              field: TYPEGroupOrderField!
              "Upwards or downwards."
              direction: OrderDirection! = ASC
              "Where groups without a value come."
              nulls: NullsOrder! = LAST
            }
            """;
    /** Costs of reading one row beside each row, and of reading many. */
    private static final int ONE = 10;

    private static final int MANY = 100;

    private final DataPackage data;
    private final GroupKeys keys;

    ListTypes(DataPackage data) {
        this.data = data;
        this.keys = new GroupKeys(data);
    }

    List<String> of(Table table) {
        String type = KindSchema.typeName(table);
        Collection<GroupRequest.Key> grouped = keys.all(table).values();
        return List.of(
                PAGES.replace("TYPE", type),
                define(
                        type,
                        "enum TYPEOrderField",
                        "What TYPE rows can be sorted by.",
                        OrderKeys.all(data, table).values(),
                        ListTypes::order),
                Sdl.define("type %sAggregate".formatted(type), "Figures on %s rows.".formatted(type), figures(table)),
                define(
                        type,
                        "type TYPEGroupKey",
                        "What TYPE rows of a group share: only what was grouped by is set, and null stands for rows without a value.",
                        grouped,
                        ListTypes::keyField),
                define(type, "enum TYPEGroupBy", "What TYPE rows can be grouped by.", grouped, ListTypes::keyValue),
                define(
                        type,
                        "enum TYPEGroupOrderField",
                        "What groups of TYPE rows can be sorted by.",
                        GroupKeys.orders(table).entrySet(),
                        ListTypes::groupOrder));
    }

    private static <K> String define(
            String type, String head, String description, Collection<K> keys, Function<K, Entry> entry) {
        return Sdl.define(
                head.replace("TYPE", type),
                description.replace("TYPE", type),
                keys.stream().map(entry).toList());
    }

    private static Entry order(Order.Key key) {
        return switch (key) {
            case Order.Key.Own own -> new Entry(own.field().wording().title(), own.constant());
            case Order.Key.Related related ->
                new Entry(
                        path(related.way(), related.field().graphqlName()) + ".",
                        related.constant() + Sdl.cost(ONE * related.way().size()));
            case Order.Key.Count count ->
                new Entry("How many rows `%s` has.".formatted(count.list().name()), count.constant() + Sdl.cost(MANY));
            case Order.Key.Figure figure ->
                new Entry(
                        statistic(figure.statistic(), figure.aggregate())
                                + " of `%s`; none where no amount is known."
                                        .formatted(figure.list().name()),
                        figure.constant() + Sdl.cost(MANY));
        };
    }

    private static List<Entry> figures(Table table) {
        List<Entry> figures = new ArrayList<>();
        figures.add(new Entry("How many rows.", "count: Int!"));
        for (RecordKind.Aggregate sum : ListFields.aggregates(table)) {
            figures.add(new Entry(sum.description(), sum.name() + ": UsdAggregate!"));
        }
        return figures;
    }

    private static Entry keyField(GroupRequest.Key key) {
        Field value = key.value();
        RecordKind target = key.target();
        String type;
        if (target != null) {
            type = target.type();
        } else if (value == null || value.type() == FieldType.DATE) {
            type = "Int";
        } else {
            type = KindSchema.valueType(value);
        }
        return new Entry(describe(key), key.name() + ": " + type);
    }

    private static Entry keyValue(GroupRequest.Key key) {
        int joined = key.value() == null ? key.way().size() - 1 : key.way().size();
        return new Entry(describe(key), key.constant() + Sdl.cost(key.isMany() ? MANY : ONE * joined));
    }

    private static String describe(GroupRequest.Key key) {
        Field value = key.value();
        if (value != null) {
            String path = path(key.way(), value.graphqlName());
            if (key.way().size() == 1 && key.way().getFirst() instanceof Relation.Linked list) {
                // This is the released description of MINERAL_GROUP of projects.
                return "Value of `%s` of `%s`."
                        .formatted(value.graphqlName(), list.target().singular());
            }
            if (key.isMany()) {
                return "Each %s: a row counts once in each.".formatted(path);
            }
            return (value.type() == FieldType.DATE ? "Year of the first day of %s." : "Value of %s.").formatted(path);
        }
        String path = path(
                key.way().subList(0, key.way().size() - 1), key.way().getLast().name());
        if (!key.isMany()) {
            return "What %s leads to.".formatted(path);
        }
        String each = key.way().getLast() instanceof Relation.Many ? "Each of %s" : "Each %s";
        return each.formatted(path) + ": a row counts once in the group of each.";
    }

    /** {@code `name` of `country` of `project`}. */
    private static String path(List<? extends Relation> way, String last) {
        Stream<String> names =
                Stream.concat(Stream.of(last), way.reversed().stream().map(Relation::name));
        return names.map("`%s`"::formatted).collect(Collectors.joining(" of "));
    }

    private static Entry groupOrder(Map.Entry<String, GroupRequest.By> order) {
        String description = switch (order.getValue()) {
            case GroupRequest.By.Keys keys -> "The key: what was grouped by, the weightiest first.";
            case GroupRequest.By.Count count -> "How many rows.";
            case GroupRequest.By.Figure figure -> statistic(figure.statistic(), figure.aggregate()) + ".";
        };
        return new Entry(description, order.getKey());
    }

    private static String statistic(Totals.Statistic statistic, RecordKind.Aggregate aggregate) {
        String name = switch (statistic) {
            case SUM -> "Sum";
            case MIN -> "The smallest";
            case MAX -> "The largest";
            case AVG -> "Mean";
        };
        return "%s of `%s`".formatted(name, aggregate.name());
    }
}
