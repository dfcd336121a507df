package org.lode.release;

import graphql.GraphQLContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.kind.Names;
import org.lode.query.PageRequest;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;

/** Answers which releases there are and what each holds. */
@Controller
final class ReleaseController {
    private final ReleaseStore store;

    ReleaseController(ReleaseStore store) {
        this.store = store;
    }

    @QueryMapping
    Release release(@Argument @Nullable Map<String, Object> at, GraphQLContext context) {
        return Releases.of(context).at(at);
    }

    @QueryMapping
    ReleasePage releases(
            @Argument @Nullable Integer first,
            @Argument @Nullable String after,
            @Argument @Nullable Integer last,
            @Argument @Nullable String before,
            GraphQLContext context) {
        return ReleasePage.of(Releases.of(context), PageRequest.of(first, after, last, before));
    }

    @SchemaMapping(typeName = "ReleaseConnection", field = "release")
    Release releaseOf(ReleasePage page, GraphQLContext context) {
        return Releases.of(context).latest();
    }

    /** Each release as it is published; the fields below it know it, too. */
    @SubscriptionMapping
    Flux<Release> releasePublished(GraphQLContext context) {
        return store.published()
                .concatMap(entry -> store.current()
                        .doOnNext(known -> context.put(Releases.class, known.afresh()))
                        .thenReturn(entry.release()));
    }

    @SchemaMapping
    List<TypeCount> counts(Release release, GraphQLContext context) {
        return Releases.of(context).find(release.sequence()).orElseThrow().counts().stream()
                .map(TypeCount::of)
                .toList();
    }

    @SchemaMapping
    List<Releases.ReasonCount> reasons(Release release, GraphQLContext context) {
        return Releases.of(context).find(release.sequence()).orElseThrow().reasons();
    }

    @SchemaMapping
    @Nullable
    Withdrawal withdrawal(Release release, GraphQLContext context) {
        return Releases.of(context)
                .notices()
                .withdrawal(release.sequence())
                .map(notice -> Withdrawal.of(notice, Releases.of(context)))
                .orElse(null);
    }

    /** Why a release is not to be used any more, and which one is instead. */
    record Withdrawal(Instant at, String reason, @Nullable Release supersededBy) {
        static Withdrawal of(Notice.Withdrawal notice, Releases releases) {
            Integer successor = notice.supersededBy();
            return new Withdrawal(
                    notice.at(),
                    notice.reason(),
                    successor == null
                            ? null
                            : releases.find(successor)
                                    .map(Releases.Entry::release)
                                    .orElse(null));
        }
    }

    /** A count with its type in GraphQL's words: {@code FX_RATE} for {@code FxRate}. */
    record TypeCount(String type, int total, int added, int modified, int removed, int merged) {
        static TypeCount of(Releases.RecordCount count) {
            return new TypeCount(
                    Names.constant(count.type()),
                    count.total(),
                    count.added(),
                    count.modified(),
                    count.removed(),
                    count.merged());
        }
    }
}
