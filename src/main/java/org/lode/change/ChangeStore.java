package org.lode.change;

import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;
import org.lode.kind.Names;
import org.lode.query.Cursor;
import org.lode.query.PageRequest;
import org.lode.query.ReadStore;
import org.lode.release.Difference;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the change log, which the publishing of each release fills, and nothing else. */
@Component
final class ChangeStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ReadStore store;

    ChangeStore(ReadStore store) {
        this.store = store;
    }

    /** A change, the list it is in, and its place there. */
    private record Found(String parent, List<@Nullable String> place, Change change) {}

    /** One page for each parent, in the order of the parents; the one parent of a root list is the empty id. */
    Mono<List<ChangePage>> pages(ChangeListing listing, PageRequest request, List<String> parents) {
        Query query = query(listing, request, parents);
        return store.read(query, row -> found(row, listing))
                .collectMultimap(Found::parent, found -> found, LinkedHashMap::new)
                .map(found -> parents.stream()
                        .map(parent -> page(listing, request, parent, found.getOrDefault(parent, List.of())))
                        .toList());
    }

    /** The length of each parent's list, in the order of the parents. */
    Mono<List<Long>> counts(ChangeListing listing, List<String> parents) {
        return store.read(
                        ChangeSql.count(listing, parents),
                        row -> Map.entry(text(row, 0), Objects.requireNonNull(row.get(1, Long.class))))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(counts -> parents.stream()
                        .map(parent -> counts.getOrDefault(parent, 0L))
                        .toList());
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
                listing instanceof ChangeListing.Net net ? new Change.Between(net.low(), net.high()) : null,
                text(row, 3),
                Names.constant(text(row, 4)),
                text(row, 5),
                Objects.requireNonNull(row.get(6, Integer.class)),
                Arrays.asList(Objects.requireNonNull(row.get(7, String[].class))),
                row.get(8, String.class),
                row.get(9, String.class),
                hex(row, 10),
                hex(row, 11),
                fields(row));
        boolean inverted = listing instanceof ChangeListing.Net difference && difference.inverted();
        List<@Nullable String> place = List.of(text(row, 1), text(row, 2));
        return new Found(text(row, 0), place, inverted ? change.inverted() : change);
    }

    /** Of all steps, each field's first value before and last value after; fields that say in the end what they said are left out. */
    private static List<Change.FieldChange> fields(Readable row) {
        boolean modified = row.get(10, byte[].class) != null && row.get(11, byte[].class) != null;
        Map<String, JsonNode> before = new LinkedHashMap<>();
        Map<String, JsonNode> after = new LinkedHashMap<>();
        if (modified) {
            JSON.readTree(text(row, 12))
                    .forEach(step -> step.forEach(field -> {
                        before.putIfAbsent(field.path("path").asString(), field.path("before"));
                        after.put(field.path("path").asString(), field.path("after"));
                    }));
        }
        List<Change.FieldChange> fields = new ArrayList<>();
        before.forEach((path, value) -> {
            JsonNode last = Objects.requireNonNull(after.get(path));
            if (!Difference.saysTheSame(value, last)) {
                fields.add(new Change.FieldChange(path, plain(value), plain(last)));
            }
        });
        return fields;
    }

    private static @Nullable Object plain(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? null : JSON.treeToValue(value, Object.class);
    }

    private static String text(Readable row, int at) {
        return Objects.requireNonNull(row.get(at, String.class));
    }

    private static @Nullable String hex(Readable row, int at) {
        byte[] bytes = row.get(at, byte[].class);
        return bytes == null ? null : HexFormat.of().formatHex(bytes);
    }
}
