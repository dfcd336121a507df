package org.lode.author;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The primary mineral of a project is one of its minerals, or a wider name of one. */
final class PrimaryMineralRule implements Rule {
    private static final String PRIMARY = "primary_mineral_id";

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        Map<String, Set<String>> minerals = new HashMap<>();
        for (Row row : draft.rows("project_minerals")) {
            Set<String> names = minerals.computeIfAbsent(row.text("project_id"), project -> new HashSet<>());
            @Nullable Row mineral = draft.record(row.text("mineral_id"));
            while (mineral != null && names.add(mineral.id())) {
                mineral = mineral.has("parent_id") ? draft.record(mineral.text("parent_id")) : null;
            }
        }
        for (Row project : draft.rows("projects")) {
            String primary = project.get(PRIMARY);
            if (primary != null
                    && draft.record(primary) != null
                    && !minerals.getOrDefault(project.id(), Set.of()).contains(primary)) {
                report.accept(project.problem(PRIMARY, "a mineral of the project, or a wider name of one"));
            }
        }
    }
}
