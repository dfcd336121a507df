package org.lode.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.FieldCall;
import org.lode.graphql.Resolver;
import org.lode.graphql.Resolvers;
import org.lode.model.BadInput;
import org.lode.model.CursorMismatch;
import org.lode.model.DataPackage;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.query.ChangeListing;
import org.lode.query.ChangeStore;
import org.lode.query.Cursor;
import org.lode.query.Page;
import org.lode.query.PageRequest;
import org.lode.query.ReadAt;
import org.lode.release.Releases;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The fields that tell what changed between releases, and how each record came to be as it is. */
@Component
final class ChangeFields implements Resolvers.Source {
    private static final String LIST = "ChangeConnection";

    private final DataPackage data;
    private final ChangeStore store;

    ChangeFields(DataPackage data, ChangeStore store) {
        this.data = data;
        this.store = store;
    }

    @Override
    public void register(Resolvers resolvers) {
        resolvers.addValue("Query", "diff", (source, call) -> diff(call));
        resolvers.addValue("Query", "changes", (source, call) -> changes(call));
        for (RecordKind kind : data.shown()) {
            resolvers.addBatch(kind.type(), "history", (sources, call) -> history(sources, call, kind));
        }
        resolvers.add(LIST, "nodes", pages(Page::nodes));
        resolvers.add(LIST, "edges", pages(Page::edges));
        resolvers.add(LIST, "pageInfo", pages(Page::info));
        resolvers.addBatch(
                LIST,
                "totalCount",
                (sources, call) -> each(
                        connections(sources),
                        ChangeLoad::counts,
                        (found, list) -> found.getOrDefault(list.parent(), 0L)));
        resolvers.addValue(
                LIST,
                "release",
                (source, call) -> call.releases()
                        .require(((ChangeConnection) source).listing().end()));
        resolvers.addValue(
                LIST,
                "exportUrl",
                (source, call) ->
                        call.address(((ChangeConnection) source).exportUrl(call.required("format"), call.releases())));
        resolvers.addComponents("ChangeEdge", Page.Edge.class);
        resolvers.addComponents("FieldChange", ChangeListing.Change.FieldChange.class);
        resolvers.addComponents("Change", ChangeListing.Change.class);
        resolvers.addValue("Change", "id", (source, call) -> id((ChangeListing.Change) source, call.releases()));
        resolvers.addValue(
                "Change",
                "release",
                (source, call) -> call.releases().require(((ChangeListing.Change) source).sequence()));
    }

    private ChangeConnection diff(FieldCall call) {
        int start = call.releases().at(call.argument("from")).sequence();
        int end = call.releases().at(call.argument("to")).sequence();
        return load(ChangeListing.Net.of(start, end, types(call)), page(call), call)
                .of("");
    }

    private ChangeConnection changes(FieldCall call) {
        int since = call.<Integer>required("sinceSequence");
        int latest = call.releases().latest().sequence();
        if (since < 0) {
            throw new BadInput("sinceSequence", since, "the number of a release, or 0 for all changes");
        }
        PageRequest page = page(call);
        ChangeListing feed = new ChangeListing.Feed(since, latest, types(call), newestFirst(call));
        if (page.after() != null) {
            // Later pages end where the first one would have, even if a release came between.
            int pinned = Cursor.decode(page.after(), feed.fingerprint("")).sequence();
            if (pinned > latest) {
                throw new CursorMismatch(page.after(), "a cursor of a release held here, 1 to " + latest);
            }
            feed = new ChangeListing.Feed(since, pinned, types(call), newestFirst(call));
        }
        return load(feed, page, call).of("");
    }

    private Mono<List<Object>> history(List<?> sources, FieldCall call, RecordKind kind) {
        PageRequest page = page(call);
        Map<ReadAt, ChangeLoad> loads = new HashMap<>();
        List<Object> lists = new ArrayList<>();
        for (Object source : sources) {
            try {
                RowAt row = (RowAt) source;
                String id = row.row().id();
                ReadAt at = ListRelease.below(
                        call, row, page, () -> history(call, kind, row.at()).fingerprint(id));
                lists.add(loads.computeIfAbsent(at, release -> load(history(call, kind, release), page, call))
                        .of(id));
            } catch (RuntimeException e) {
                lists.add(new Resolver.Failed(e));
            }
        }
        return Mono.just(lists);
    }

    private static ChangeListing history(FieldCall call, RecordKind kind, ReadAt at) {
        return new ChangeListing.History(at.sequence(), kind.type(), newestFirst(call));
    }

    private ChangeLoad load(ChangeListing listing, PageRequest page, FieldCall call) {
        return new ChangeLoad(store, listing, page, call);
    }

    /** Another one for each change and each difference: also for the redirect that a merged record leaves under its id. */
    private String id(ChangeListing.Change change, Releases releases) {
        RecordKind kind = data.records().stream()
                .filter(one -> Names.constant(one.type()).equals(change.type()))
                .findFirst()
                .orElseThrow();
        ChangeListing.Change.Between between = change.between();
        return between == null
                ? "change:%s@%s"
                        .formatted(
                                kind.distinct(change.recordId()),
                                releases.require(change.sequence()).version())
                : "diff:%s@%s..%s"
                        .formatted(
                                kind.distinct(change.recordId()),
                                releases.require(between.from()).version(),
                                releases.require(between.to()).version());
    }

    private static Resolver.Batch pages(Function<Page<?>, Object> part) {
        return (sources, call) -> each(
                connections(sources),
                ChangeLoad::pages,
                (found, list) -> part.apply(Objects.requireNonNull(found.get(list.parent()))));
    }

    @SuppressWarnings("unchecked")
    private static List<ChangeConnection> connections(List<?> sources) {
        return (List<ChangeConnection>) sources;
    }

    private interface Part<T> {
        Object of(Map<String, T> found, ChangeConnection list);
    }

    /** A part of each list. Histories that end with different releases have loads of their own. */
    private static <T> Mono<List<Object>> each(
            List<ChangeConnection> lists, Function<ChangeLoad, Mono<Map<String, T>>> read, Part<T> part) {
        Map<ChangeLoad, Map<String, T>> all = new HashMap<>();
        return Flux.fromStream(lists.stream().map(ChangeConnection::load).distinct())
                .concatMap(load -> read.apply(load).doOnNext(found -> all.put(load, found)))
                .then(Mono.fromSupplier(() -> lists.stream()
                        .map(list -> part.of(Objects.requireNonNull(all.get(list.load())), list))
                        .toList()));
    }

    /** Whether {@code direction} asks for the newest changes first. */
    private static boolean newestFirst(FieldCall call) {
        return "DESC".equals(call.argument("direction"));
    }

    private @Nullable List<String> types(FieldCall call) {
        return AskedTypes.of(call, data.records());
    }

    private static PageRequest page(FieldCall call) {
        return PageRequest.of(call.argument("first"), call.argument("after"), null, null);
    }
}
