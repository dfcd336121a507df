package org.lode.change;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.query.PageInfo;

/** Some changes of a list in order. */
record ChangePage(List<Edge> edges, boolean hasPrevious, boolean hasNext) {

    record Edge(Change node, String cursor) {}

    List<Change> nodes() {
        return edges.stream().map(Edge::node).toList();
    }

    PageInfo info() {
        @Nullable String first = edges.isEmpty() ? null : edges.getFirst().cursor();
        @Nullable String last = edges.isEmpty() ? null : edges.getLast().cursor();
        return PageInfo.of(hasNext, hasPrevious, first, last);
    }
}
