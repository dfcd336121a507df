package org.lode.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.SearchField;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What records are found by, worked out from the JSON Lines of a release alone. */
public final class SearchedTexts {
    private SearchedTexts() {}

    /** By id, pairs of a path and a text of each record that has any, the weightiest first. */
    public static Map<String, List<List<String>>> of(DataPackage data, Replay.State state) {
        Map<String, List<List<String>>> texts = new TreeMap<>();
        state.records().forEach((name, version) -> {
            RecordKind kind = data.type(name.type()).orElseThrow();
            List<List<String>> fields = new ArrayList<>();
            for (SearchField field : data.searched(kind)) {
                values(state, field, version.data()).stream()
                        .sorted()
                        .forEach(value -> fields.add(List.of(field.path(), value)));
            }
            if (!fields.isEmpty()) {
                texts.put(name.id(), fields);
            }
        });
        return texts;
    }

    private static List<String> values(Replay.State state, SearchField field, JsonNode data) {
        List<String> values = new ArrayList<>();
        for (JsonNode holder : holders(field, data)) {
            JsonNode end = holder;
            if (field.reference() != null) {
                RecordKind target = Objects.requireNonNull(field.target());
                String to = field.part() instanceof LinkKind
                        ? holder.asString()
                        : holder.path(field.reference().name()).asString("");
                Replay.Version found = state.records().get(new Replay.RecordName(target.type(), to));
                end = found == null ? JsonMapper.shared().nullNode() : found.data();
            }
            JsonNode value = end.path(field.field().name());
            if (value.isArray()) {
                value.forEach(one -> values.add(one.asString()));
            } else if (value.isString()) {
                values.add(value.asString());
            }
        }
        return values;
    }

    private static Iterable<JsonNode> holders(SearchField field, JsonNode data) {
        return switch (field.part()) {
            case null -> List.of(data);
            case PartKind part -> data.path(part.part());
            case LinkKind link -> data.path(link.part());
            case RecordKind record -> throw new IllegalStateException(record.name());
        };
    }
}
