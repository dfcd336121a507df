package org.lode.author;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lode.model.LinkKind;
import org.lode.model.PartKind;
import org.lode.model.RecordKind;
import org.lode.model.Table;

/** The columns that tell the rows of a table apart, and that it is sorted by. */
final class Keys {
    private Keys() {}

    static List<String> of(Table table) {
        return switch (table) {
            case RecordKind record -> List.of("id");
            case LinkKind link ->
                List.of(link.ownerField().name(), link.targetField().name());
            case PartKind part -> {
                List<String> columns = new ArrayList<>();
                columns.add(part.ownerField().name());
                columns.addAll(part.key());
                yield columns;
            }
        };
    }

    /** The texts of these columns in a row. */
    static List<String> of(Row row, List<String> columns) {
        return columns.stream().map(row::text).toList();
    }

    /** The order of rows: that of their keys, column by column. */
    static int compare(List<String> a, List<String> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = bytes(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** The order of texts by their UTF-8 bytes. */
    static int bytes(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
