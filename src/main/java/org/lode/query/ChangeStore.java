package org.lode.query;

import io.r2dbc.spi.Readable;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;
import org.lode.model.Names;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the change log, which the publishing of each release fills, and nothing else. */
@Component
public final class ChangeStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ReadStore store;

    ChangeStore(ReadStore store) {
        this.store = store;
    }

    /** A change, the list it is in, and its place there. */
    private record Found(String parent, List<@Nullable String> place, Change change) {}

    /** The page of each parent; the one parent of a root list is the empty id. */
    public Mono<Map<String, ChangePage>> pages(ChangeListing listing, PageRequest request, List<String> parents) {
        Query query = query(listing, request, parents);
        return store.read(query, row -> found(row, listing))
                .collectMultimap(Found::parent, found -> found, LinkedHashMap::new)
                .map(found -> {
                    Map<String, ChangePage> pages = new LinkedHashMap<>();
                    parents.forEach(parent ->
                            pages.put(parent, page(listing, request, parent, found.getOrDefault(parent, List.of()))));
                    return pages;
                });
    }

    /** How many changes each parent has; one without any may be missing. */
    public Mono<Map<String, Long>> counts(ChangeListing listing, List<String> parents) {
        return store.read(
                        ChangeSql.count(listing, parents),
                        row -> Map.entry(text(row, 0), Objects.requireNonNull(row.get(1, Long.class))))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /**
     * How many changes a list has.
     *
     * @param parent id of the record whose history it is; empty for other lists
     */
    public Mono<Long> count(ChangeListing listing, String parent) {
        return counts(listing, List.of(parent)).map(counts -> counts.getOrDefault(parent, 0L));
    }

    /**
     * The releases of a list whose changes were found by comparing whole states. The list of such a release says more once its
     * delta comes.
     */
    public Mono<List<Integer>> derived(ChangeListing listing) {
        return store.read(ChangeSql.derived(listing), row -> Objects.requireNonNull(row.get(0, Integer.class)))
                .collectList();
    }

    private static Query query(ChangeListing listing, PageRequest request, List<String> parents) {
        String fingerprint = listing.fingerprint(parents.getFirst());
        List<@Nullable String> after = request.after() == null
                ? null
                : Cursor.decode(request.after(), fingerprint).position();
        int limit = request.size() + 1;
        return switch (listing) {
            case ChangeListing.Net net -> ChangeSql.net(net, after, limit);
            case ChangeListing.Feed feed -> ChangeSql.feed(feed, after, limit);
            case ChangeListing.History history -> ChangeSql.history(history, parents, after, limit);
        };
    }

    private static ChangePage page(ChangeListing listing, PageRequest request, String parent, Collection<Found> found) {
        String fingerprint = listing.fingerprint(parent);
        List<ChangePage.Edge> edges = found.stream()
                .limit(request.size())
                .map(one ->
                        new ChangePage.Edge(one.change(), new Cursor(listing.high(), one.place()).encode(fingerprint)))
                .toList();
        return new ChangePage(edges, request.after() != null, found.size() > request.size());
    }

    private static Found found(Readable row, ChangeListing listing) {
        Change change = new Change(
                listing instanceof ChangeListing.Net net ? new Change.Between(net.start(), net.end()) : null,
                text(row, 3),
                Names.constant(text(row, 4)),
                text(row, 5),
                Objects.requireNonNull(row.get(6, Integer.class)),
                Arrays.asList(Objects.requireNonNull(row.get(7, String[].class))),
                row.get(8, String.class),
                row.get(9, String.class),
                hex(row, 10),
                hex(row, 11),
                fields(text(row, 12)));
        return new Found(text(row, 0), List.of(text(row, 1), text(row, 2)), change);
    }

    private static List<Change.FieldChange> fields(String json) {
        return JSON.readTree(json)
                .valueStream()
                .map(field -> new Change.FieldChange(
                        field.path("path").asString(), plain(field.path("before")), plain(field.path("after"))))
                .toList();
    }

    private static @Nullable Object plain(JsonNode value) {
        return value.isNull() ? null : JSON.treeToValue(value, Object.class);
    }

    private static String text(Readable row, int at) {
        return Objects.requireNonNull(row.get(at, String.class));
    }

    private static @Nullable String hex(Readable row, int at) {
        byte[] bytes = row.get(at, byte[].class);
        return bytes == null ? null : HexFormat.of().formatHex(bytes);
    }
}
