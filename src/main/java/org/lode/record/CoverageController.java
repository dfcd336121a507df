package org.lode.record;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.SelectedField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;
import org.lode.query.Row;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

/** Answers how much of each programme claim the dataset itemises. */
@Controller
final class CoverageController {
    private final RecordKind observations;
    private final SelectionReader selections;
    private final RecordStore records;
    private final CoverageStore store;

    CoverageController(DataPackage data, RecordStore records, CoverageStore store) {
        this.observations = data.record("observations");
        this.selections = new SelectionReader(data);
        this.records = records;
        this.store = store;
    }

    @QueryMapping
    CompletableFuture<@Nullable List<Coverage>> coverage(
            @Argument @Nullable Map<String, Object> at, DataFetchingEnvironment env) {
        ReadAt release = ReadAt.of(env.getGraphQlContext(), at);
        List<SelectedField> asked = new ArrayList<>();
        env.getSelectionSet().getFields("claim").forEach(claim -> asked.addAll(SelectionReader.below(claim)));
        Mono<List<Coverage>> coverage = store.figures(release.sequence())
                .flatMap(figures -> claims(figures, asked, release)
                        .map(claims -> figures.stream()
                                .map(figure -> figure.of(Objects.requireNonNull(claims.get(figure.id()))))
                                .toList()));
        return Loads.future(env, coverage);
    }

    private Mono<Map<String, Row>> claims(List<Coverage.Figures> figures, List<SelectedField> asked, ReadAt at) {
        List<String> ids = figures.stream().map(Coverage.Figures::id).toList();
        return records.byId(observations, selections.read(observations, asked), at, ids);
    }
}
