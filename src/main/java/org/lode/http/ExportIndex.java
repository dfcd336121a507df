package org.lode.http;

import java.util.stream.Stream;
import org.lode.files.ChangeList;
import org.lode.files.ExportFormat;
import org.lode.files.ExportTable;
import org.lode.files.OriginFile;
import org.lode.model.Column;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.PartKind;
import org.lode.query.ChangeCopyQuery;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What there is below {@code /export}: each kind with its columns, and the types of GraphQL that its parameters have. */
final class ExportIndex {
    private static final JsonMapper JSON = JsonMapper.shared();

    private ExportIndex() {}

    static OriginFile file(DataPackage data) {
        ObjectNode index = JSON.createObjectNode();
        ArrayNode formats = index.putArray("formats");
        Stream.of(ExportFormat.values()).map(ExportFormat::ending).forEach(formats::add);
        ArrayNode kinds = index.putArray("kinds");
        ExportTable.all(data).forEach(table -> describe(table, kinds.addObject()));
        ChangeList.all().forEach(list -> describe(list, kinds.addObject()));
        return OriginFile.changing(
                MediaType.APPLICATION_JSON,
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(index));
    }

    private static void describe(ExportTable table, ObjectNode kind) {
        PartKind part = table.part();
        kind.put("name", table.name());
        kind.put("filter", table.asked().type() + "Filter");
        if (part != null) {
            kind.put("rows", part.type() + "Filter");
        }
        if (table.isSortable()) {
            kind.put(
                    "orderBy",
                    "[%sOrder!]".formatted(part == null ? table.asked().type() : part.type()));
        }
        ArrayNode columns = kind.putArray("columns");
        table.columns().stream().map(Column::name).forEach(columns::add);
    }

    private static void describe(ChangeList list, ObjectNode kind) {
        kind.put("name", list.kind());
        ArrayNode parameters = kind.putArray("parameters");
        list.parameters().forEach(parameters::add);
        ArrayNode columns = kind.putArray("columns");
        ChangeCopyQuery.FIELDS.stream().map(Field::name).forEach(columns::add);
    }
}
