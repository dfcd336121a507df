package org.lode.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.failure.BadInput;
import org.lode.failure.BadRequest;
import org.lode.failure.Failure;
import org.lode.kind.Column;
import org.lode.kind.DataPackage;
import org.lode.operation.ClientJson;
import org.lode.origin.NoFile;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What an address below {@code /export} asks for.
 *
 * @param variables {@code at}, {@code filter}, {@code rows} and {@code orderBy} as GraphQL takes them, those that were given
 * @param columns those of the table that were chosen, in their order
 * @param mark whether the file is to begin with a byte order mark
 */
record ExportRequest(
        ExportTable table,
        ExportFormat format,
        Map<String, @Nullable Object> variables,
        List<Column> columns,
        boolean mark) {
    /** Bytes of the parameters: what a filter that people wrote never has. */
    private static final int LONGEST = 64 << 10;

    private static final String MARK = "bom";
    private static final String ROWS = "rows";
    private static final Set<String> PARAMETERS =
            new LinkedHashSet<>(List.of("at", "filter", ROWS, "orderBy", "fields", MARK));

    /** Reads it; fails at the first part that is none of what there is. */
    static ExportRequest of(ServerRequest request, DataPackage data) {
        String query = request.uri().getRawQuery();
        if (query != null && query.length() > LONGEST) {
            throw new BadRequest(
                    Failure.Code.PAYLOAD_TOO_LARGE,
                    "address",
                    query.length() + " bytes",
                    "at most " + LONGEST + " bytes");
        }
        String file = request.pathVariable("file");
        int dot = file.lastIndexOf('.');
        ExportTable table = table(data, dot < 0 ? file : file.substring(0, dot));
        ExportFormat format = ExportFormat.of(file.substring(dot + 1))
                .filter(known -> dot > 0)
                .orElseThrow(() ->
                        NoFile.missing("format", dot < 0 ? "none" : file.substring(dot + 1), ExportFormat.endings()));
        Parameters given = Parameters.of(request.queryParams());
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        given.text("at").ifPresent(at -> variables.put("at", Map.of("version", at)));
        for (String name : List.of("filter", ROWS)) {
            given.json(name, JsonNode::isObject, "a JSON object, as GraphQL takes it in a variable")
                    .ifPresent(filter -> variables.put(name, filter));
        }
        given.json("orderBy", JsonNode::isArray, "a JSON list of objects with field, direction and nulls")
                .ifPresent(order -> variables.put("orderBy", order));
        if (table.part() == null && variables.containsKey(ROWS)) {
            throw new BadInput(ROWS, "given", "none: it is for rows that belong to a record, such as deal_events");
        }
        if (!table.isSortable() && variables.containsKey("orderBy")) {
            throw new BadInput("orderBy", "given", "none: %s come in an order of their own".formatted(table.name()));
        }
        boolean mark = given.flag(MARK);
        if (mark && format != ExportFormat.CSV) {
            throw new BadInput(MARK, "true", "false: a byte order mark is for csv");
        }
        return new ExportRequest(table, format, variables, given.columns(table), mark);
    }

    private static ExportTable table(DataPackage data, String name) {
        return ExportTable.of(data, name)
                .orElseThrow(() -> NoFile.missing("kind", name, "one of " + ExportTable.names(data)));
    }

    /** The parameters of an address, each at most once. */
    private record Parameters(Map<String, String> given) {

        static Parameters of(MultiValueMap<String, String> query) {
            Map<String, String> given = new LinkedHashMap<>();
            query.forEach((name, values) -> {
                if (!PARAMETERS.contains(name)) {
                    throw new BadInput("parameter", name, "one of " + String.join(", ", PARAMETERS));
                }
                if (values.size() > 1) {
                    throw new BadInput(name, values.size() + " values", "one");
                }
                given.put(name, values.getFirst() == null ? "" : values.getFirst());
            });
            return new Parameters(given);
        }

        Optional<String> text(String name) {
            return Optional.ofNullable(given.get(name));
        }

        Optional<Object> json(String name, Predicate<JsonNode> fits, String expected) {
            return text(name).map(text -> {
                try {
                    JsonNode read = ClientJson.read(text);
                    if (fits.test(read)) {
                        return ClientJson.value(read);
                    }
                } catch (JacksonException e) {
                    throw new BadInput(name, text, expected + "; it is not JSON");
                }
                throw new BadInput(name, text, expected);
            });
        }

        boolean flag(String name) {
            return text(name)
                    .map(value -> switch (value) {
                        case "true" -> true;
                        case "false" -> false;
                        default -> throw new BadInput(name, value, "true or false");
                    })
                    .orElse(false);
        }

        List<Column> columns(ExportTable table) {
            String names = given.get("fields");
            if (names == null) {
                return table.columns();
            }
            if (table.view().pivot() != null) {
                throw new BadInput(
                        "fields", names, "none: %s has a column for each year that there is".formatted(table.name()));
            }
            List<Column> chosen = new ArrayList<>();
            for (String name : names.split(",", -1)) {
                Column column = table.columns().stream()
                        .filter(known -> known.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new BadInput("fields", name, "some of " + names(table)));
                if (chosen.contains(column)) {
                    throw new BadInput("fields", name, "each field once");
                }
                chosen.add(column);
            }
            return List.copyOf(chosen);
        }

        private static String names(ExportTable table) {
            return table.columns().stream().map(Column::name).collect(Collectors.joining(","));
        }
    }
}
