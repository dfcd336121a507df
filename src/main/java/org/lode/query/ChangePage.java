package org.lode.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some changes of a list in order. */
public record ChangePage(List<Edge> edges, boolean hasPrevious, boolean hasNext) {

    public record Edge(Change node, String cursor) {}

    public List<Change> nodes() {
        return edges.stream().map(Edge::node).toList();
    }

    public PageInfo info() {
        @Nullable String first = edges.isEmpty() ? null : edges.getFirst().cursor();
        @Nullable String last = edges.isEmpty() ? null : edges.getLast().cursor();
        return PageInfo.of(hasNext, hasPrevious, first, last);
    }
}
