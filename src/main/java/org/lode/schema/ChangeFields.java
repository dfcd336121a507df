package org.lode.schema;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.graphql.Resolvers;
import org.lode.model.DataPackage;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.CursorMismatch;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.query.ChangeListing;
import org.lode.query.ChangeStore;
import org.lode.query.Cursor;
import org.lode.query.Page;
import org.lode.query.Page.PageRequest;
import org.lode.schema.Connections.Connection;
import org.lode.schema.RowReader.RowAt;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The fields of changes: {@code diff}, {@code changes} and the {@code history} of a record. */
@Component
record ChangeFields(DataPackage data, ChangeStore store) implements Resolvers.Source {
    @Override
    public void register(Resolvers resolvers) {
        resolvers
                .fields("Query")
                .value("diff", (source, call) -> diff(call))
                .value("changes", (source, call) -> changes(call));
        for (RecordKind kind : data.shown()) {
            resolvers.<RowAt>fields(kind.type()).batch("history", (rows, call) -> history(rows, call, kind));
        }
        resolvers
                .<Connection<Load>>fields("ChangeConnection")
                .batch("nodes", Connections.pages(load -> load.pages, Page::nodes))
                .batch("edges", Connections.pages(load -> load.pages, Page::edges))
                .batch("pageInfo", Connections.pages(load -> load.pages, Page::info))
                .batch(
                        "totalCount",
                        (lists, call) ->
                                Connections.each(lists, load -> load.counts, (found, list) -> found.get(list.parent())))
                .value(
                        "release",
                        (list, call) -> call.release(list.load().listing.end()))
                .value("exportUrl", (list, call) -> call.address(exportUrl(list.load().listing, list.parent(), call)));
        resolvers.fields("ChangeEdge", Page.Edge.class);
        resolvers.fields("FieldChange", ChangeListing.Change.FieldChange.class);
        resolvers
                .fields("Change", ChangeListing.Change.class)
                .value("id", (change, call) -> id(change, call))
                .value("release", (change, call) -> call.release(change.sequence()));
    }

    /** Reads pages and counts of all parents of one field, each by one statement and at most once. */
    private static final class Load implements Connections.Load {
        private final ChangeListing listing;
        private final PageRequest request;
        private final Set<String> parents = new LinkedHashSet<>();
        private final Mono<Map<String, Page<ChangeListing.Change>>> pages;
        private final Mono<Map<String, Long>> counts;

        Load(ChangeStore store, ChangeListing listing, FieldCall call) {
            this.listing = listing;
            this.request = call.page();
            this.pages = call.once(Mono.defer(() -> store.pages(listing, request, List.copyOf(parents), call.known())));
            this.counts = call.once(Mono.defer(() -> store.counts(listing, List.copyOf(parents), call.known())));
        }

        @Override
        public Connection<Load> of(String parent) {
            if (request.after() != null) {
                Cursor.decode(request.after(), listing.fingerprint(parent));
            }
            parents.add(parent);
            return new Connection<>(this, parent);
        }
    }

    private Connection<Load> diff(FieldCall call) {
        int start = call.releases().at(call.argument("from")).sequence();
        int end = call.releases().at(call.argument("to")).sequence();
        return new Load(store, ChangeListing.Net.of(start, end, types(call)), call).of("");
    }

    private Connection<Load> changes(FieldCall call) {
        int since = call.<Integer>required("sinceSequence");
        int latest = call.releases().latest().sequence();
        if (since < 0) {
            throw new BadInput("sinceSequence", since, "the number of a release, or 0 for all changes");
        }
        String after = call.page().after();
        ChangeListing feed = new ChangeListing.Feed(since, latest, types(call), newestFirst(call));
        if (after != null) {
            // Later pages end at the release of the first page, even when a newer one was published since.
            int pinned = Cursor.decode(after, feed.fingerprint("")).sequence();
            if (pinned > latest) {
                throw new CursorMismatch(after, "a cursor of a release held here, 1 to " + latest);
            }
            feed = new ChangeListing.Feed(since, pinned, types(call), newestFirst(call));
        }
        return new Load(store, feed, call).of("");
    }

    private Mono<List<Object>> history(List<RowAt> sources, FieldCall call, RecordKind kind) {
        return Connections.below(
                sources,
                call,
                row -> history(call, kind, row.at().sequence())
                        .fingerprint(row.row().id()),
                at -> new Load(store, history(call, kind, at.sequence()), call));
    }

    private static ChangeListing history(FieldCall call, RecordKind kind, int sequence) {
        return new ChangeListing.History(sequence, kind.type(), newestFirst(call));
    }

    /** Returns the id of a change or a difference. It differs from that of the redirect that a merged record leaves under its id. */
    private String id(ChangeListing.Change change, FieldCall call) {
        String record = Connections.kind(data, change.type()).distinct(change.recordId());
        ChangeListing.Change.Between between = change.between();
        return between == null
                ? "change:%s@%s".formatted(record, version(change.sequence(), call))
                : "diff:%s@%s..%s".formatted(record, version(between.from(), call), version(between.to(), call));
    }

    /** Returns the path of the file with all changes of a list. It names each release. */
    private static String exportUrl(ChangeListing listing, String parent, FieldCall call) {
        String ending = call.<String>required("format").toLowerCase(Locale.ROOT);
        String end = version(listing.end(), call);
        String types = listing.types() == null
                ? ""
                : listing.types().stream().map(Names::constant).collect(Collectors.joining(",", "&types=", ""));
        String direction = listing.newestFirst() ? "&direction=DESC" : "";
        return switch (listing) {
            case ChangeListing.Net net ->
                "/export/diff.%s?from=%s&to=%s%s".formatted(ending, version(net.start(), call), end, types);
            case ChangeListing.Feed feed ->
                "/export/changes.%s?at=%s&sinceSequence=%d%s%s".formatted(ending, end, feed.low(), types, direction);
            case ChangeListing.History history ->
                "/export/history.%s?at=%s&id=%s%s"
                        .formatted(ending, end, URLEncoder.encode(parent, StandardCharsets.UTF_8), direction);
        };
    }

    private static String version(int sequence, FieldCall call) {
        return call.release(sequence).version();
    }

    /** Whether {@code direction} asks for the newest changes first. */
    private static boolean newestFirst(FieldCall call) {
        return "DESC".equals(call.argument("direction"));
    }

    private @Nullable List<String> types(FieldCall call) {
        return Connections.types(call.argument("types"), data.records());
    }
}
