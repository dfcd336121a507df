package org.lode.record;

import graphql.schema.SelectedField;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lode.kind.DataPackage;
import org.lode.kind.Table;
import org.lode.query.Row;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads records of any kind, and their parts, by their ids. */
@Component
public final class Nodes {
    private final DataPackage data;
    private final RecordStore store;
    private final SelectionReader selections;

    Nodes(DataPackage data, RecordStore store) {
        this.data = data;
        this.store = store;
        this.selections = new SelectionReader(data);
    }

    /**
     * The rows of a release by the permanent ids asked for: one statement for each table among them; an id that nothing has is
     * missing from the map.
     *
     * @param asked the fields that are asked for below them
     */
    public Mono<Map<String, Row>> read(List<String> ids, List<SelectedField> asked, ReadAt at) {
        Map<Table, Set<String>> tables = new LinkedHashMap<>();
        ids.forEach(id -> data.tablesOfId(id)
                .forEach(table -> tables.computeIfAbsent(table, key -> new LinkedHashSet<>())
                        .add(id)));
        return Flux.fromIterable(tables.entrySet())
                .concatMap(table -> store.byId(
                        table.getKey(), selections.read(table.getKey(), asked), at, List.copyOf(table.getValue())))
                .collect(HashMap::new, Map::putAll);
    }
}
