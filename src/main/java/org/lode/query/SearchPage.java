package org.lode.query;

import java.util.List;

/** Some hits of a list in order, with their cursors, and whether the list goes on before and after them. */
public record SearchPage(List<Edge> edges, boolean hasPrevious, boolean hasNext) {

    public record Edge(SearchHit node, String cursor) {}

    public List<SearchHit> nodes() {
        return edges.stream().map(Edge::node).toList();
    }

    public PageInfo info() {
        return PageInfo.of(
                hasNext,
                hasPrevious,
                edges.isEmpty() ? null : edges.getFirst().cursor(),
                edges.isEmpty() ? null : edges.getLast().cursor());
    }
}
