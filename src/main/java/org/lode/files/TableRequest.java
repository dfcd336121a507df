package org.lode.files;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Failure.BadInput;
import org.lode.model.Field;
import org.lode.model.RecordKind;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;
import org.lode.model.View;
import org.lode.model.View.Column;
import org.lode.query.CopyQuery;
import org.lode.query.Filter;
import org.lode.query.ListCopyQuery;
import org.lode.query.Listing;
import org.lode.query.Order;
import org.lode.query.PivotCopyQuery;
import org.lode.schema.OrderKeys;
import org.springframework.web.reactive.function.server.ServerRequest;
import tools.jackson.databind.JsonNode;

/**
 * A request for rows of a table.
 *
 * @param variables those of {@code at}, {@code filter}, {@code rows} and {@code orderBy} that were given, as GraphQL takes them
 * @param columns the columns that were chosen, in their order
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
    private static final List<String> PARAMETERS = List.of(AT, FILTER, ROWS, ORDER, Parameters.FIELDS, Parameters.MARK);

    public static TableRequest of(ServerRequest request, ExportTable table, Export.Format format) {
        Parameters given = Parameters.of(request, PARAMETERS);
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
        given.text(Parameters.FIELDS)
                .filter(names -> table.view().pivot() != null)
                .ifPresent(names -> {
                    throw new BadInput(
                            Parameters.FIELDS,
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

    /** Declares only variables that were given: GraphQL refuses one without a value. */
    @Override
    public String document() {
        RecordKind kind = table.recordKind();
        PartKind part = table.part();
        String type = part == null ? kind.type() : part.type();
        Map<String, String> types = Map.of(
                AT,
                "ReleaseRef",
                FILTER,
                kind.type() + "Filter",
                ROWS,
                type + "Filter",
                ORDER,
                "[%sOrder!]".formatted(type));
        String chosen = given(AT, FILTER);
        String rows = part == null
                ? "%s%s { exportUrl }".formatted(kind.plural(), given(AT, FILTER, ORDER))
                : "%s%s { nodes { %s%s { exportUrl } } }"
                        .formatted(
                                kind.plural(),
                                chosen.isEmpty() ? "(first: 1)" : "(first: 1, " + chosen.substring(1),
                                part.part(),
                                given(ROWS, ORDER).replace("rows:", "filter:"));
        return "query Export%s { release%s { sequence } rows: %s }".formatted(declared(types), given(AT), rows);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Rows rows(ExportQuery.Answer answer) {
        PartKind part = table.part();
        Map<String, ?> filter = answer.filter(FILTER, table.recordKind().type());
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
                        : OrderKeys.order(answer.description(), table.view().table(), orderBy));
        return new Rows(table, listing, columns, List.of());
    }

    /**
     * The rows that GraphQL chose.
     *
     * @param years those that have a column; none without a pivot
     */
    public record Rows(ExportTable table, Listing listing, List<Column> columns, List<Integer> years)
            implements Export.Rows {

        /** Returns the same rows with the years. */
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

        /** Whether the table has a column for each year. */
        @Override
        public boolean isGrouped() {
            return table.view().pivot() != null;
        }

        private PivotCopyQuery.Years pivoted() {
            return new PivotCopyQuery.Years(table.view(), years);
        }

        @Override
        public CopyQuery after(DataPackage data, CopyQuery.Format form, @Nullable List<@Nullable String> position) {
            return isGrouped()
                    ? new PivotCopyQuery(data, listing, pivoted(), form, position)
                    : new ListCopyQuery(data, listing, form, columns, position);
        }
    }

    /**
     * A stored or flat table that can be exported.
     *
     * @param view its columns; those of a stored table are its own fields
     * @param recordKind the kind of record whose filter chooses the rows
     * @param owner field of GraphQL that gives the record which a row belongs to; null for tables of records
     */
    public record ExportTable(
            View view, RecordKind recordKind, @Nullable String owner) {

        static Optional<ExportTable> of(DataPackage data, String name) {
            return all(data).filter(table -> table.name().equals(name)).findFirst();
        }

        /** Returns every table of the dataset but redirects, then the flat tables. */
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

        /** Returns the kind of part that GraphQL filters and sorts within records; null for records and pairs of records. */
        @Nullable
        public PartKind part() {
            return view.table() instanceof PartKind part ? part : null;
        }

        /** Whether rows can come in an order that the client chooses. */
        public boolean isSortable() {
            return (owner == null || part() != null) && view.pivot() == null;
        }

        /**
         * Returns the filter of the rows.
         *
         * @param given the filter of the records
         * @param within the filter of the rows that belong to them
         */
        Map<String, ?> filter(Map<String, ?> given, Map<String, ?> within) {
            if (owner == null || given.isEmpty()) {
                return owner == null ? given : within;
            }
            Map<String, ?> of = Map.of(owner, given);
            return within.isEmpty() ? of : Map.of("and", List.of(of, within));
        }

        /** Returns the order of the rows when the client chooses none. */
        Order usual() {
            return new Order(view.order().stream()
                    .map(field -> new Order.Term(new Order.Key.Own(field), false, false))
                    .toList());
        }
    }
}
