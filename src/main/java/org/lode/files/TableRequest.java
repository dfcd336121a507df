package org.lode.files;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.BadInput;
import org.lode.model.Column;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.PartKind;
import org.lode.model.RecordKind;
import org.lode.query.CopyQuery;
import org.lode.query.Filter;
import org.lode.query.ListCopyQuery;
import org.lode.query.Listing;
import org.lode.query.PivotCopyQuery;
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
        ExportFormat format,
        Map<String, @Nullable Object> variables,
        List<Column> columns,
        boolean mark)
        implements ExportRequest {
    private static final String AT = "at";
    private static final String FILTER = "filter";
    private static final String ROWS = "rows";
    private static final String ORDER = "orderBy";
    private static final List<String> PARAMETERS =
            List.of(AT, FILTER, ROWS, ORDER, ExportParameters.FIELDS, ExportParameters.MARK);

    public static TableRequest of(ServerRequest request, ExportTable table, ExportFormat format) {
        ExportParameters given = ExportParameters.of(request, PARAMETERS);
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
        given.text(ExportParameters.FIELDS)
                .filter(names -> table.view().pivot() != null)
                .ifPresent(names -> {
                    throw new BadInput(
                            ExportParameters.FIELDS,
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
    public Rows rows(ExportQuestion.Answer answer) {
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
            implements ExportRows {

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
}
