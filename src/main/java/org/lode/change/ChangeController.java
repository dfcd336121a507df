package org.lode.change;

import graphql.GraphQLContext;
import graphql.schema.DataFetchingEnvironment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.lode.failure.BadInput;
import org.lode.failure.CursorMismatch;
import org.lode.kind.DataPackage;
import org.lode.kind.Names;
import org.lode.kind.RecordKind;
import org.lode.query.Cursor;
import org.lode.query.PageInfo;
import org.lode.query.PageRequest;
import org.lode.record.AskedTypes;
import org.lode.record.Loads;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Answers what changed between releases, and how each record came to be as it is. */
@Controller
final class ChangeController {
    private final DataPackage data;
    private final ChangeStore store;

    ChangeController(DataPackage data, ChangeStore store) {
        this.data = data;
        this.store = store;
    }

    @QueryMapping
    ChangeConnection diff(
            @Argument Map<String, Object> from, @Argument Map<String, Object> to, DataFetchingEnvironment env) {
        int start = Releases.of(env.getGraphQlContext()).at(from).sequence();
        int end = Releases.of(env.getGraphQlContext()).at(to).sequence();
        return new ChangeConnection(Loads.field(env), ChangeListing.Net.of(start, end, types(env)), page(env), "");
    }

    @QueryMapping
    ChangeConnection changes(@Argument int sinceSequence, DataFetchingEnvironment env) {
        int latest = Releases.of(env.getGraphQlContext()).latest().sequence();
        if (sinceSequence < 0) {
            throw new BadInput("sinceSequence", sinceSequence, "the number of a release, or 0 for all changes");
        }
        PageRequest page = page(env);
        ChangeListing feed = new ChangeListing.Feed(sinceSequence, latest, types(env), newestFirst(env));
        if (page.after() != null) {
            // Later pages end where the first one would have, even if a release came between.
            int pinned = Cursor.decode(page.after(), feed.fingerprint("")).sequence();
            if (pinned > latest) {
                throw new CursorMismatch(page.after(), "a cursor of a release held here, 1 to " + latest);
            }
            feed = new ChangeListing.Feed(sinceSequence, pinned, types(env), newestFirst(env));
        }
        return new ChangeConnection(Loads.field(env), feed, page, "");
    }

    @SchemaMapping(typeName = "ChangeConnection")
    CompletableFuture<List<Change>> nodes(ChangeConnection connection, DataFetchingEnvironment env) {
        return load(connection, env).thenApply(ChangePage::nodes);
    }

    @SchemaMapping(typeName = "ChangeConnection")
    CompletableFuture<List<ChangePage.Edge>> edges(ChangeConnection connection, DataFetchingEnvironment env) {
        return load(connection, env).thenApply(ChangePage::edges);
    }

    @SchemaMapping(typeName = "ChangeConnection")
    CompletableFuture<PageInfo> pageInfo(ChangeConnection connection, DataFetchingEnvironment env) {
        return load(connection, env).thenApply(ChangePage::info);
    }

    @SchemaMapping(typeName = "ChangeConnection")
    CompletableFuture<Long> totalCount(ChangeConnection connection, DataFetchingEnvironment env) {
        return Loads.of(
                env,
                connection.name() + "#count",
                connection.parent(),
                parents -> store.counts(connection.listing(), parents));
    }

    @SchemaMapping(typeName = "ChangeConnection", field = "release")
    Release releaseOf(ChangeConnection connection, GraphQLContext context) {
        return Releases.of(context).require(connection.listing().end());
    }

    @SchemaMapping(typeName = "ChangeConnection")
    String exportUrl(ChangeConnection connection, @Argument String format, GraphQLContext context) {
        return connection.exportUrl(format, Releases.of(context));
    }

    /** Another one for each change and each difference: also for the redirect that a merged record leaves under its id. */
    @SchemaMapping
    String id(Change change, GraphQLContext context) {
        RecordKind kind = data.records().stream()
                .filter(one -> Names.constant(one.type()).equals(change.type()))
                .findFirst()
                .orElseThrow();
        Releases releases = Releases.of(context);
        Change.Between between = change.between();
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

    @SchemaMapping
    Release release(Change change, GraphQLContext context) {
        return Releases.of(context).require(change.sequence());
    }

    private CompletableFuture<ChangePage> load(ChangeConnection connection, DataFetchingEnvironment env) {
        return Loads.of(
                env,
                connection.name() + "#changes",
                connection.parent(),
                parents -> store.pages(connection.listing(), connection.request(), parents));
    }

    /** Whether {@code direction} asks for the newest changes first. */
    static boolean newestFirst(DataFetchingEnvironment env) {
        return "DESC".equals(env.getArgument("direction"));
    }

    private @Nullable List<String> types(DataFetchingEnvironment env) {
        return AskedTypes.of(env, data.records());
    }

    private static PageRequest page(DataFetchingEnvironment env) {
        return PageRequest.of(env.getArgument("first"), env.getArgument("after"), null, null);
    }
}
