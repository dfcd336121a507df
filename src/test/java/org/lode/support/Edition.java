package org.lode.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Two releases more, with every sort of change: records and parts added, modified, changed back, taken out and merged. */
public final class Edition {
    /** A project that nothing else names. */
    public static final String RETRACTED = "project:caledoni-nickel";

    private static final String MERGED = "source:release-blog-2007-jogmec-passes-border-exploration";
    private static final String SURVIVOR = "source:project-blue-2024-ardea-resources-partners-with";
    private static final String ADDED = "project:mm-between";
    private static final String TO_THE_FRONT = "!! ";
    private static final String MINERAL = ",mineral:zirconium";

    /** A deal's event whose date decides no rate. */
    private static final String NO_MONEY = "[^,]*,[^,]*,[^,]*,[A-Z_]*,,.*";

    private static final List<String> PARTS = List.of(
            "project_minerals",
            "project_participants",
            "deal_parties",
            "deal_event_investments",
            "mineral_lists",
            "organization_names",
            "investment_partners");

    private final DatasetCopy dataset;
    private final Map<String, List<String>> removed = new TreeMap<>();

    public Edition(DatasetCopy dataset) {
        this.dataset = dataset;
    }

    /** A new copy of the bundled dataset with both releases, which are made once for all tests. */
    public static DatasetCopy both() {
        return Both.DATASET.copy();
    }

    private static final class Both {
        private static final DatasetCopy DATASET = make();

        private static DatasetCopy make() {
            DatasetCopy dataset = DatasetCopy.make();
            Edition edition = new Edition(dataset);
            edition.first();
            edition.second();
            return dataset;
        }
    }

    /** Projects come, go and are renamed to the front of lists; parts change their owners; a source goes into another. */
    public void first() {
        dataset.add(
                "projects", ADDED + ",Between,country:AU,,,,COUNTRY,FEASIBILITY,ACTIVE,,2026,,,org:jogmec,,Added.,");
        dataset.add(
                "citations",
                "citation:project-mm-between-01,%s,,%s,,All of it.,SUPPORTS,false,SOURCE_SEEN,LOW"
                        .formatted(ADDED, SURVIVOR));
        retract();
        merge();
        renamed().forEach(row -> dataset.modify("projects", row, own -> own.replaceFirst(",", "," + TO_THE_FRONT)));
        PARTS.forEach(this::thin);
        every(dataset.rows("deal_events"), 9).stream()
                .filter(row -> row.matches(NO_MONEY))
                .forEach(row -> dataset.modify("deal_events", row, Edition::redated));
        link();
        dataset.release();
    }

    /** What was renamed gets its name back, but for one; the parts that went come back; the added project gets a note. */
    public void second() {
        renamed().stream()
                .skip(1)
                .forEach(row -> dataset.modify("projects", row, own -> own.replaceFirst(TO_THE_FRONT, "")));
        removed.forEach((table, rows) -> every(rows, 2).forEach(row -> dataset.addPart(table, row)));
        dataset.modify("projects", dataset.row("projects", ADDED), row -> row + "Noted.");
        dataset.release();
    }

    private List<String> renamed() {
        return dataset.rows("projects").stream()
                .filter(row -> row.startsWith("project:s") && !row.contains(",\""))
                .toList();
    }

    private void retract() {
        dataset.retract("projects", RETRACTED);
        List.of("project_minerals", "project_participants").forEach(table -> dataset.removeParts(table, RETRACTED));
        dataset.rows("citations").stream()
                .filter(row -> row.contains("," + RETRACTED + ","))
                .forEach(row -> dataset.retract("citations", DatasetCopy.id(row)));
    }

    private void merge() {
        dataset.rows("citations").stream()
                .filter(row -> row.contains("," + MERGED + ","))
                .forEach(row -> dataset.modify("citations", row, own -> own.replace(MERGED, SURVIVOR)));
        dataset.merge("sources", MERGED, SURVIVOR);
    }

    /** Takes a row from some records that have several; a project keeps its minerals where one of them is its primary one. */
    private void thin(String table) {
        Map<String, List<String>> byOwner = new TreeMap<>();
        dataset.rows(table)
                .forEach(row -> byOwner.computeIfAbsent(DatasetCopy.id(row), id -> new ArrayList<>())
                        .add(row));
        List<String> last = byOwner.values().stream()
                .filter(rows -> rows.size() > 1 || table.equals("investment_partners"))
                .map(List::getLast)
                .filter(row -> !table.equals("project_minerals")
                        || !dataset.row("projects", DatasetCopy.id(row)).contains(",mineral:"))
                .toList();
        removed.put(table, every(last, 3));
        every(last, 3).forEach(row -> dataset.removePart(table, row));
    }

    /** Some projects come to have one mineral more. */
    private void link() {
        List<String> rows = new ArrayList<>(dataset.rows("project_minerals"));
        rows.addAll(removed.getOrDefault("project_minerals", List.of()));
        List<String> owners = dataset.rows("projects").stream()
                .map(DatasetCopy::id)
                .filter(id -> !rows.contains(id + MINERAL))
                .toList();
        every(owners, 5).forEach(id -> dataset.addPart("project_minerals", id + MINERAL));
    }

    /** A deal's event comes to have another date; its key stays. */
    private static String redated(String row) {
        return row.replaceFirst("^([^,]*,[^,]*),[^,]*,", "$1,2001-02,");
    }

    private static List<String> every(List<String> rows, int nth) {
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += nth) {
            chosen.add(rows.get(i));
        }
        return chosen;
    }
}
