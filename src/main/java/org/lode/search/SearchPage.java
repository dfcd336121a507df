package org.lode.search;

import java.util.List;
import org.lode.query.PageInfo;

/** Some hits of a list in order, with their cursors, and whether the list goes on before and after them. */
record SearchPage(List<Edge> edges, boolean hasPrevious, boolean hasNext) {

    record Edge(SearchHit node, String cursor) {}

    List<SearchHit> nodes() {
        return edges.stream().map(Edge::node).toList();
    }

    PageInfo info() {
        return PageInfo.of(
                hasNext,
                hasPrevious,
                edges.isEmpty() ? null : edges.getFirst().cursor(),
                edges.isEmpty() ? null : edges.getLast().cursor());
    }
}
