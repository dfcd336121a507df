package org.lode.record;

import graphql.schema.SelectedField;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;
import org.lode.query.Row;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads records of any kind by their ids. */
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
     * The records of a release by the ids asked for: one statement for each kind among them; an id that nothing has is
     * missing from the map.
     *
     * @param asked the fields that are asked for below them
     */
    public Mono<Map<String, Row>> read(List<String> ids, List<SelectedField> asked, int sequence) {
        Map<RecordKind, Set<String>> kinds = new LinkedHashMap<>();
        ids.forEach(id -> data.ofId(id)
                .ifPresent(kind -> kinds.computeIfAbsent(kind, key -> new LinkedHashSet<>())
                        .add(id)));
        return Flux.fromIterable(kinds.entrySet())
                .concatMap(kind -> store.byId(
                        kind.getKey(), selections.read(kind.getKey(), asked), sequence, List.copyOf(kind.getValue())))
                .collect(HashMap::new, Map::putAll);
    }
}
