package org.lode.files;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.BadInput;
import org.lode.model.Column;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.LinkKind;
import org.lode.model.PartKind;
import org.lode.model.RecordKind;
import org.lode.model.View;
import org.lode.query.Filter;
import org.lode.query.LineForm;
import org.lode.query.LineStatements;
import org.lode.query.LinesQuery;
import org.lode.query.Listing;
import org.lode.query.Order;
import org.lode.query.OrderKey;
import org.lode.query.PivotQuery;
import org.lode.schema.Listings;
import org.springframework.web.reactive.function.server.ServerRequest;
import tools.jackson.databind.JsonNode;

/**
 * Rows of a table.
 *
 * @param variables {@code at}, {@code filter}, {@code rows} and {@code orderBy} as GraphQL takes them, those that were given
 * @param columns those of the table that were chosen, in their order
 */
public record TableRequest(
        ExportTable table,
        Export.Format format,
        Map<String, @Nullable Object> variables,
        List<Column> columns,
        boolean mark)
        implements ExportRequest {
    private static final String AT = "at";
    private static final String FILTER = "filter";
    private static final String ROWS = "rows";
    private static final String ORDER = "orderBy";
    private static final List<String> PARAMETERS =
            List.of(AT, FILTER, ROWS, ORDER, ExportRequest.Parameters.FIELDS, ExportRequest.Parameters.MARK);

    public static TableRequest of(ServerRequest request, ExportTable table, Export.Format format) {
        ExportRequest.Parameters given = ExportRequest.Parameters.of(request, PARAMETERS);
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        given.text(AT).ifPresent(at -> variables.put(AT, Map.of("version", at)));
        for (String name : List.of(FILTER, ROWS)) {
            given.json(name, JsonNode::isObject, "a JSON object, as GraphQL takes it in a variable")
                    .ifPresent(filter -> variables.put(name, filter));
        }
        given.json(ORDER, JsonNode::isArray, "a JSON list of objects with field, direction and nulls")
                .ifPresent(order -> variables.put(ORDER, order));
        if (table.part() == null && variables.containsKey(ROWS)) {
            throw new BadInput(ROWS, "given", "none: it is for rows that belong to a record, such as deal_events");
        }
        if (!table.isSortable() && variables.containsKey(ORDER)) {
            throw new BadInput(ORDER, "given", "none: %s come in an order of their own".formatted(table.name()));
        }
        boolean mark = given.mark(format);
        given.text(ExportRequest.Parameters.FIELDS)
                .filter(names -> table.view().pivot() != null)
                .ifPresent(names -> {
                    throw new BadInput(
                            ExportRequest.Parameters.FIELDS,
                            names,
                            "none: %s has a column for each year that there is".formatted(table.name()));
                });
        return new TableRequest(table, format, variables, given.columns(table.columns(), Column::name), mark);
    }

    @Override
    public String kind() {
        return table.name();
    }

    @Override
    public boolean isPinned() {
        return variables.containsKey(AT);
    }

    /** With what was given alone: a variable without a value would be refused. */
    @Override
    public String document() {
        RecordKind kind = table.asked();
        PartKind part = table.part();
        Map<String, String> types = new LinkedHashMap<>();
        types.put(AT, "ReleaseRef");
        types.put(FILTER, kind.type() + "Filter");
        types.put(ROWS, part == null ? "" : part.type() + "Filter");
        types.put(ORDER, "[%sOrder!]".formatted(part == null ? kind.type() : part.type()));
        types.keySet().retainAll(variables.keySet());
        String rows = part == null
                ? "%s%s { exportUrl }".formatted(kind.plural(), given(types, AT, FILTER, ORDER))
                : "%s%s { nodes { %s%s { exportUrl } } }"
                        .formatted(
                                kind.plural(),
                                list(Stream.concat(Stream.of("first: 1"), names(types, AT, FILTER))),
                                part.part(),
                                given(types, ROWS, ORDER).replace("rows:", "filter:"));
        return "query Export%s { release%s { sequence } rows: %s }"
                .formatted(
                        list(types.keySet().stream().map(name -> "$" + name + ": " + types.get(name))),
                        given(types, AT),
                        rows);
    }

    private static String given(Map<String, String> types, String... names) {
        return list(names(types, names));
    }

    private static Stream<String> names(Map<String, String> types, String... names) {
        return Stream.of(names).filter(types::containsKey).map(name -> name + ": $" + name);
    }

    private static String list(Stream<String> arguments) {
        String all = arguments.collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : "(" + all + ")";
    }

    @Override
    @SuppressWarnings("unchecked")
    public Rows rows(ExportQuery.Answer answer) {
        PartKind part = table.part();
        Map<String, ?> filter = answer.filter(FILTER, table.asked().type());
        Map<String, ?> within = part == null ? Map.of() : answer.filter(ROWS, part.type());
        List<Map<String, Object>> orderBy =
                (List<Map<String, Object>>) answer.variables().getOrDefault(ORDER, List.of());
        Listing listing = new Listing(
                table.view().table(),
                null,
                answer.sequence("release"),
                table.filter(filter, within),
                orderBy.isEmpty()
                        ? table.usual()
                        : Listings.order(answer.description(), table.view().table(), orderBy));
        return new Rows(table, listing, columns, List.of());
    }

    /**
     * What GraphQL made of the request.
     *
     * @param years those that get a column of their own; none without a pivot
     */
    public record Rows(ExportTable table, Listing listing, List<Column> columns, List<Integer> years)
            implements Export.Rows {

        /** The same, once the years are known. */
        public Rows of(List<Integer> known) {
            return new Rows(table, listing, columns, known);
        }

        @Override
        public int sequence() {
            return listing.sequence();
        }

        @Override
        public List<Field> fields() {
            return isGrouped()
                    ? pivoted().fields()
                    : columns.stream().map(Column::field).toList();
        }

        @Override
        public String canonical() {
            return Filter.canonical(listing.filter()) + "\n" + listing.order().canonical();
        }

        /** Whether it has a column for each year. */
        @Override
        public boolean isGrouped() {
            return table.view().pivot() != null;
        }

        private PivotQuery.Years pivoted() {
            return new PivotQuery.Years(table.view(), years);
        }

        @Override
        public LineStatements after(DataPackage data, LineForm form, @Nullable List<@Nullable String> position) {
            return isGrouped()
                    ? new PivotQuery(data, listing, pivoted(), form, position)
                    : new LinesQuery(data, listing, new LinesQuery.Lines(form, columns), position);
        }
    }

    /**
     * A table that can be exported: one that is stored, or a flat one.
     *
     * @param view what it has; of a stored table its own fields
     * @param asked the kind of record whose filter chooses the rows
     * @param owner how GraphQL calls what a row belongs to; null for records, which belong to themselves
     */
    public record ExportTable(
            View view, RecordKind asked, @Nullable String owner) {

        static Optional<ExportTable> of(DataPackage data, String name) {
            return all(data).filter(table -> table.name().equals(name)).findFirst();
        }

        /** Every table of the dataset but redirects, then the flat ones. */
        public static Stream<ExportTable> all(DataPackage data) {
            Stream<View> stored = data.tables().stream()
                    .filter(table -> !table.equals(data.record("redirects")))
                    .map(View::stored);
            return Stream.concat(stored, data.views().stream()).map(view -> of(data, view));
        }

        private static ExportTable of(DataPackage data, View view) {
            return switch (view.table()) {
                case RecordKind kind -> new ExportTable(view, kind, null);
                case PartKind part ->
                    new ExportTable(
                            view, data.record(part.owner()), part.ownerField().graphqlName());
                case LinkKind link ->
                    new ExportTable(
                            view, data.record(link.owner()), link.ownerField().graphqlName());
            };
        }

        public String name() {
            return view.name();
        }

        public List<Column> columns() {
            return view.columns();
        }

        /** What GraphQL can filter and sort within the records asked for; null for records themselves, and pairs of records. */
        @Nullable
        public PartKind part() {
            return view.table() instanceof PartKind part ? part : null;
        }

        /** Whether rows can come in another order than their own. */
        public boolean isSortable() {
            return (owner == null || part() != null) && view.pivot() == null;
        }

        /**
         * The filter of the rows.
         *
         * @param given that of the records asked for
         * @param within that of the rows which belong to them
         */
        Map<String, ?> filter(Map<String, ?> given, Map<String, ?> within) {
            if (owner == null || given.isEmpty()) {
                return owner == null ? given : within;
            }
            Map<String, ?> of = Map.of(owner, given);
            return within.isEmpty() ? of : Map.of("and", List.of(of, within));
        }

        /** The order of the rows when none is asked for. */
        Order usual() {
            return new Order(view.order().stream()
                    .map(field -> new Order.Term(new OrderKey.Own(field), false, false))
                    .toList());
        }
    }
}
