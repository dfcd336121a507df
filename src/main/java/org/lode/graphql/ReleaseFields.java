package org.lode.graphql;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.model.Failure.CursorMismatch;
import org.lode.model.Names;
import org.lode.query.Cursor;
import org.lode.query.Page;
import org.lode.query.Page.PageRequest;
import org.lode.release.Notice;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.lode.store.ReleaseStore;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The fields of releases, and the subscription {@code releasePublished}. */
@Component
record ReleaseFields(ReleaseStore store) implements Resolvers.Source {
    @Override
    public void register(Resolvers resolvers) {
        resolvers
                .fields("Query")
                .value("release", (source, call) -> call.releases().at(call.argument("at")))
                .value("releases", (source, call) -> ReleasePage.of(call.releases(), call.page()));
        resolvers
                .fields("ReleaseConnection", ReleasePage.class)
                .value("release", (page, call) -> call.releases().latest());
        resolvers.fields("ReleaseEdge", ReleasePage.Edge.class);
        resolvers
                .fields("Release", Release.class)
                .value("counts", (release, call) -> entry(release, call).counts())
                .value("reasons", (release, call) -> entry(release, call).reasons())
                .value(
                        "withdrawal",
                        (release, call) -> call.releases()
                                .notices()
                                .withdrawal(release.sequence())
                                .orElse(null));
        resolvers
                .fields("Withdrawal", Notice.Withdrawal.class)
                .value(
                        "supersededBy",
                        (withdrawal, call) -> Optional.ofNullable(withdrawal.supersededBy())
                                .flatMap(call.releases()::find)
                                .map(Releases.Entry::release)
                                .orElse(null));
        resolvers
                .fields("RecordCount", Releases.RecordCount.class)
                .value("type", (count, call) -> Names.constant(count.type()));
        resolvers.fields("ReasonCount", Releases.ReasonCount.class);
        // The releases in the context are replaced first, so that fields below the new release can read it.
        resolvers.addStream(
                "releasePublished",
                call -> store.published()
                        .concatMap(entry -> store.current()
                                .doOnNext(known -> call.context().put(Releases.class, known.unread()))
                                .then(Mono.just(entry.release()))));
    }

    private static Releases.Entry entry(Release release, FieldCall call) {
        return call.releases().find(release.sequence()).orElseThrow();
    }

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
}
