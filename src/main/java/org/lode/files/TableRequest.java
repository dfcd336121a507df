package org.lode.files;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.files.ExportRequest.Parameters;
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

/** Requests for rows of a table. */
public final class TableRequest {
    private static final String FILTER = "filter";
    private static final String ROWS = "rows";
    private static final String ORDER = "orderBy";

    private TableRequest() {}

    static ExportRequest of(ServerRequest request, ExportTable table, Export.Format format, DataPackage data) {
        Parameters given =
                Parameters.of(request, List.of("at", FILTER, ROWS, ORDER, Parameters.FIELDS, Parameters.MARK));
        given.releases("at");
        for (String name : List.of(FILTER, ROWS)) {
            given.json(name, JsonNode::isObject, "a JSON object, as GraphQL takes it in a variable");
        }
        given.json(ORDER, JsonNode::isArray, "a JSON list of objects with field, direction and nulls");
        if (table.part() == null && given.text(ROWS).isPresent()) {
            throw new BadInput(ROWS, "given", "none: it is for rows that belong to a record, such as deal_events");
        }
        if (!table.isSortable() && given.text(ORDER).isPresent()) {
            throw new BadInput(ORDER, "given", "none: %s come in an order of their own".formatted(table.name()));
        }
        boolean mark = given.mark(format);
        String fields = given.text(Parameters.FIELDS).orElse(null);
        if (fields != null && table.view().pivot() != null) {
            throw new BadInput(
                    Parameters.FIELDS,
                    fields,
                    "none: %s has a column for each year that there is".formatted(table.name()));
        }
        List<Column> columns = given.columns(table.columns(), Column::name);
        return new ExportRequest(
                table.name(),
                format,
                mark,
                given.text("at").isPresent(),
                document(table, given),
                given.variables(),
                answer -> new Rows(table, listing(table, answer, data), columns, List.of()));
    }

    private static String document(ExportTable table, Parameters given) {
        RecordKind kind = table.recordKind();
        PartKind part = table.part();
        String type = part == null ? kind.type() : part.type();
        Map<String, String> types = Map.of(
                "at",
                "ReleaseRef",
                FILTER,
                kind.type() + "Filter",
                ROWS,
                type + "Filter",
                ORDER,
                "[%sOrder!]".formatted(type));
        String rows;
        if (part == null) {
            rows = "%s%s { exportUrl }".formatted(kind.plural(), given.arguments("at", FILTER, ORDER));
        } else {
            String chosen = given.arguments("at", FILTER);
            rows = "%s(first: 1%s { nodes { %s%s { exportUrl } } }"
                    .formatted(
                            kind.plural(),
                            chosen.isEmpty() ? ")" : ", " + chosen.substring(1),
                            part.part(),
                            given.arguments(ROWS, ORDER).replace("rows:", "filter:"));
        }
        return given.operation(types, "release%s { sequence } rows: %s".formatted(given.arguments("at"), rows));
    }

    @SuppressWarnings("unchecked")
    private static Listing listing(ExportTable table, ExportQuery.Answer answer, DataPackage data) {
        PartKind part = table.part();
        Map<String, ?> filter = answer.filter(FILTER, table.recordKind().type());
        Map<String, ?> within = part == null ? Map.of() : answer.filter(ROWS, part.type());
        List<Map<String, Object>> orderBy =
                (List<Map<String, Object>>) answer.variables().getOrDefault(ORDER, List.of());
        Order order = orderBy.isEmpty()
                ? table.usual()
                : OrderKeys.order(data, table.view().table(), orderBy);
        return new Listing(table.view().table(), null, answer.sequence("release"), table.filter(filter, within), order);
    }

    /**
     * The rows that GraphQL chose.
     *
     * @param years those that have a column; none without a pivot
     */
    public record Rows(ExportTable table, Listing listing, List<Column> columns, List<Integer> years)
            implements Export.Rows {

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
                    ? PivotCopyQuery.fields(table.view(), years)
                    : columns.stream().map(Column::field).toList();
        }

        @Override
        public String canonical() {
            return Filter.canonical(listing.filter()) + "\n" + listing.order().canonical();
        }

        @Override
        public boolean isGrouped() {
            return table.view().pivot() != null;
        }

        @Override
        public CopyQuery after(DataPackage data, CopyQuery.Format form, @Nullable List<@Nullable String> position) {
            return isGrouped()
                    ? PivotCopyQuery.of(data, listing, table.view(), years, form, position)
                    : ListCopyQuery.of(data, listing, form, columns, position);
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

        static ExportTable of(DataPackage data, View view) {
            return switch (view.table()) {
                case RecordKind kind -> new ExportTable(view, kind, null);
                case PartKind part -> of(view, data.record(part.owner()), part.ownerField());
                case LinkKind link -> of(view, data.record(link.owner()), link.ownerField());
            };
        }

        private static ExportTable of(View view, RecordKind owner, Field reference) {
            return new ExportTable(view, owner, reference.graphqlName());
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
        private Map<String, ?> filter(Map<String, ?> given, Map<String, ?> within) {
            if (owner == null || given.isEmpty()) {
                return owner == null ? given : within;
            }
            Map<String, ?> of = Map.of(owner, given);
            return within.isEmpty() ? of : Map.of("and", List.of(of, within));
        }

        Order usual() {
            return new Order(view.order().stream()
                    .map(field -> new Order.Term(new Order.Key.Own(field), false, false))
                    .toList());
        }
    }
}
