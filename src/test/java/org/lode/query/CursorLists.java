package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import org.lode.support.Replay;

/** Lists of every sort that take cursors; each differs from another by a filter, order, kind, parent, way or release. */
final class CursorLists {
    private final List<One> all = new ArrayList<>();

    private CursorLists() {}

    /** A list by its query, in which CURSOR stands for more arguments and ASKED for the selection. */
    record One(String name, String query) {
        /** The path of the list in the data. */
        String path() {
            return query.contains("{ parent:") ? "parent.list" : "list";
        }

        String with(String cursor, String asked) {
            return query.replace("CURSOR", cursor).replace("ASKED", asked);
        }
    }

    static List<One> all() {
        CursorLists lists = new CursorLists();
        lists.projects("all projects", "");
        lists.projects("projects by name", "orderBy: {field: NAME}");
        lists.projects("projects by name downwards", "orderBy: {field: NAME, direction: DESC}");
        lists.projects("projects by start", "orderBy: {field: START_DATE}");
        lists.projects("projects by start, unknown first", "orderBy: {field: START_DATE, nulls: FIRST}");
        lists.projects("projects by start and name", "orderBy: [{field: START_DATE}, {field: NAME}]");
        lists.projects("projects by country", "orderBy: {field: COUNTRY_NAME}");
        lists.projects("projects by money", "orderBy: {field: INVESTMENTS_USD_SUM, direction: DESC}");
        lists.projects("projects in Australia", "filter: {country: {code: {eq: \"AU\"}}}");
        lists.projects("projects in Canada", "filter: {country: {code: {eq: \"CA\"}}}");
        lists.projects("projects not in Australia", "filter: {not: {country: {code: {eq: \"AU\"}}}}");
        lists.projects("projects in release 3", "at: {sequence: 3}");
        lists.root("deals", "deals(CURSOR)");
        lists.root("releases", "releases(CURSOR)");
        lists.changes();
        lists.below("organization(id: \"org:jogmec\")", "agencyInvestments", "investorInvestments", "citations");
        lists.below("organization(id: \"org:jogmec\", at: {sequence: 3})", "agencyInvestments");
        lists.below("organization(id: \"org:us-dod\")", "agencyInvestments", "citations");
        return lists.all;
    }

    private void changes() {
        root("changes", "changes(sinceSequence: 0, CURSOR)");
        root("changes after release 1", "changes(sinceSequence: 1, CURSOR)");
        root("changes of projects", "changes(sinceSequence: 0, types: [PROJECT], CURSOR)");
        root("differences", "diff(from: {sequence: 1}, to: {sequence: 4}, CURSOR)");
        root("differences from release 2", "diff(from: {sequence: 2}, to: {sequence: 4}, CURSOR)");
        root("differences on the way back", "diff(from: {sequence: 4}, to: {sequence: 1}, CURSOR)");
        String changed = Replay.bundled().get(2).ops().stream()
                .filter(op -> op.op().equals("MOD"))
                .map(op -> op.name().id())
                .findFirst()
                .orElseThrow();
        history("a history", "id: \"%s\"".formatted(changed));
        history("a history up to release 3", "id: \"%s@2026.11.2\"".formatted(changed));
        history("another history", "id: \"org:jogmec\"");
    }

    private void history(String name, String node) {
        all.add(new One(
                name, "{ parent: node(%s) { ... on Record { list: history(CURSOR) { ASKED } } } }".formatted(node)));
    }

    private void projects(String name, String arguments) {
        root(name, "projects(%s CURSOR)".formatted(arguments));
    }

    private void root(String name, String field) {
        all.add(new One(name, "{ list: %s { ASKED } }".formatted(field)));
    }

    private void below(String parent, String... fields) {
        for (String field : fields) {
            all.add(new One(
                    field + " of " + parent, "{ parent: %s { list: %s(CURSOR) { ASKED } } }".formatted(parent, field)));
        }
    }
}
