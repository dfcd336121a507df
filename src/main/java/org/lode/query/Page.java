package org.lode.query;

import java.util.List;

/** Some rows of a list in order, with their cursors, and whether the list goes on before and after them. */
public record Page(List<Edge> edges, boolean hasPrevious, boolean hasNext) {

    /** One row and its place in the list. */
    public record Edge(Row row, String cursor) {}

    public List<Row> rows() {
        return edges.stream().map(Edge::row).toList();
    }

    public PageInfo info() {
        return new PageInfo(
                hasNext,
                hasPrevious,
                edges.isEmpty() ? null : edges.getFirst().cursor(),
                edges.isEmpty() ? null : edges.getLast().cursor());
    }
}
