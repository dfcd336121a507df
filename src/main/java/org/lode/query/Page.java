package org.lode.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some rows of a list in order, with their cursors, and whether the list goes on before and after them. */
public record Page(List<Edge> edges, boolean hasPrevious, boolean hasNext) {

    /** One row and its place in the list. */
    public record Edge(Row row, String cursor) {}

    public List<Row> rows() {
        return edges.stream().map(Edge::row).toList();
    }

    /** The same page, with its rows as rows of a release that the reader named. */
    public Page pinned(@Nullable String version) {
        return version == null
                ? this
                : new Page(
                        edges.stream()
                                .map(edge -> new Edge(edge.row().pinned(version), edge.cursor()))
                                .toList(),
                        hasPrevious,
                        hasNext);
    }

    public PageInfo info() {
        return new PageInfo(
                hasNext,
                hasPrevious,
                edges.isEmpty() ? null : edges.getFirst().cursor(),
                edges.isEmpty() ? null : edges.getLast().cursor());
    }
}
