package org.lode.graphql;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.model.CursorMismatch;
import org.lode.query.Cursor;
import org.lode.query.Page;
import org.lode.query.PageRequest;
import org.lode.release.Release;
import org.lode.release.Releases;

/** A part of the list of releases, the oldest first. */
record ReleasePage(List<Edge> edges, List<Release> nodes, Page.Info pageInfo, int totalCount) {
    private static final String FINGERPRINT = "releases";

    record Edge(Release node, String cursor) {}

    static ReleasePage of(Releases releases, PageRequest request) {
        int total = releases.entries().size();
        int from = request.after() == null ? 0 : place(request.after(), total);
        int to = request.before() == null ? total : place(request.before(), total) - 1;
        int start = Math.max(0, request.backward() ? Math.max(from, to - request.size()) : from);
        int end = Math.max(start, request.backward() ? to : Math.min(to, from + request.size()));
        List<Edge> edges = releases.entries().subList(start, end).stream()
                .map(entry -> new Edge(entry.release(), cursor(entry.release())))
                .toList();
        List<Release> nodes = edges.stream().map(Edge::node).toList();
        return new ReleasePage(edges, nodes, info(edges, start > 0, end < total), total);
    }

    private static Page.Info info(List<Edge> edges, boolean previous, boolean next) {
        @Nullable String first = edges.isEmpty() ? null : edges.getFirst().cursor();
        @Nullable String last = edges.isEmpty() ? null : edges.getLast().cursor();
        return new Page.Info(next, previous, () -> first, () -> last);
    }

    private static String cursor(Release release) {
        return new Cursor(release.sequence(), List.of()).encode(FINGERPRINT);
    }

    private static int place(String cursor, int total) {
        int sequence = Cursor.decode(cursor, FINGERPRINT).sequence();
        if (sequence > total) {
            throw new CursorMismatch(cursor, "a cursor of a release held here, 1 to " + total);
        }
        return sequence;
    }
}
