package org.lode.support;

import java.util.List;

/** Edits that touch every kind of change: records added, modified, changed back, retracted and merged. */
public final class Edition {
    private static final String GONE = "project:caledoni-nickel";
    private static final String MERGED = "source:release-blog-2007-jogmec-passes-border-exploration";
    private static final String SURVIVOR = "source:project-blue-2024-ardea-resources-partners-with";
    private static final String FRONT = "!! ";

    private final DatasetCopy dataset;

    public Edition(DatasetCopy dataset) {
        this.dataset = dataset;
    }

    /** Release five: projects come, go and are renamed to the front; a source goes into another. */
    public void five() {
        dataset.add(
                "projects",
                "project:mm-between,Between,country:AU,,,,COUNTRY,FEASIBILITY,ACTIVE,2026,,org:jogmec,,Added.,");
        dataset.add(
                "citations",
                "citation:project-mm-between-01,project:mm-between,,%s,,All of it.,SUPPORTS,false,SOURCE_SEEN,LOW"
                        .formatted(SURVIVOR));
        dataset.retract("projects", GONE);
        dataset.retract("citations", "citation:project-caledoni-nickel-01");
        List.of("project_minerals", "project_participants").forEach(table -> dataset.removeParts(table, GONE));
        renamed().forEach(id -> dataset.modify("projects", id, row -> row.replaceFirst(",", "," + FRONT)));
        merge();
        dataset.release();
    }

    /** Release six: what was renamed gets its name back, but for one; the added project gets a note. */
    public void six() {
        renamed().stream().skip(1).forEach(id -> dataset.modify("projects", id, row -> row.replaceFirst(FRONT, "")));
        dataset.modify("projects", "project:mm-between", row -> row + "Noted.");
        dataset.release();
    }

    private List<String> renamed() {
        return dataset.lines("projects", "project:s").stream()
                .filter(line -> !line.contains(",\""))
                .map(line -> line.substring(0, line.indexOf(',')))
                .toList();
    }

    private void merge() {
        dataset.lines("citations", "citation:").stream()
                .filter(line -> line.contains("," + MERGED + ","))
                .map(line -> line.substring(0, line.indexOf(',')))
                .forEach(id -> dataset.modify("citations", id, row -> row.replace(MERGED, SURVIVOR)));
        dataset.merge("sources", MERGED, SURVIVOR);
    }
}
