package org.lode.schema;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.PartialDate;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Table.PartKind;
import org.lode.query.AggregateQuery.Totals;
import org.lode.query.GroupRequest;
import org.lode.query.ListStore;
import org.lode.query.Listing;
import org.lode.query.Order;
import org.lode.query.Page;
import org.lode.query.Page.PageRequest;
import org.lode.query.ReadAt;
import org.lode.query.Row;
import org.lode.query.RowStore;
import org.lode.schema.Connections.Connection;
import org.lode.schema.RowReader.RowAt;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Reads pages, counts and groups of all parents of one list field in one release, each by one statement and at most once. */
final class ListLoad implements Connections.Load {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ListStore store;
    private final RowStore rows;
    private final FieldCall call;
    private final Listing listing;
    private final PageRequest request;
    private final ReadAt at;
    private final Row.Detail need;
    private final Set<String> parents = new LinkedHashSet<>();
    private final Mono<Map<String, Rows>> pages;
    private final Mono<Map<String, Totals>> totals;

    /**
     * Prepares a load. Nothing is read yet.
     *
     * @param need what the fields need of the rows
     * @param positions whether cursors are asked for
     * @param counted whether a count is asked for beside the page, and nothing else of the whole list
     * @param aggregates the sums that are asked for beside the count
     */
    ListLoad(
            ListStore store,
            RowStore rows,
            FieldCall call,
            Listing listing,
            PageRequest request,
            ReadAt at,
            Row.Detail need,
            boolean positions,
            boolean counted,
            List<RecordKind.Aggregate> aggregates) {
        this.store = store;
        this.rows = rows;
        this.call = call;
        this.listing = listing;
        this.request = request;
        this.at = at;
        this.need = need;
        ListStore.Selection wish = new ListStore.Selection(need, positions, counted, call.known());
        Mono<Map<String, Page<ListStore.Item>>> found =
                call.once(Mono.defer(() -> store.pages(listing, request, wish, List.copyOf(parents))));
        this.pages = call.once(found.flatMap(this::filled));
        this.totals = counted
                ? found.map(read -> read.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, page -> page.getValue().total())))
                : call.once(Mono.defer(() -> store.totals(listing, aggregates, List.copyOf(parents), call.known())));
    }

    /** A page with its rows. */
    record Rows(Page<ListStore.Item> page, List<RowAt> rows) {}

    @Override
    public Connection<ListLoad> of(String parent) {
        listing.check(request, parent);
        parents.add(parent);
        return new Connection<>(this, parent);
    }

    ReadAt at() {
        return at;
    }

    /** The page of each parent. */
    Mono<Map<String, Rows>> pages() {
        return pages;
    }

    /** Count and sums of each parent. */
    Mono<Map<String, Totals>> totals() {
        return totals;
    }

    /** The groups of each parent. */
    Mono<Map<String, List<Totals.Group>>> groups(GroupRequest groups, List<RecordKind.Aggregate> aggregates) {
        return store.groups(listing, groups, aggregates, List.copyOf(parents), call.known());
    }

    private Mono<Map<String, Rows>> filled(Map<String, Page<ListStore.Item>> found) {
        List<String> missing = new ArrayList<>();
        Map<String, Rows> filled = new LinkedHashMap<>();
        found.forEach((parent, page) -> filled.put(parent, new Rows(page, kept(page, missing))));
        if (missing.isEmpty()) {
            return Mono.just(filled);
        }
        return rows.read(listing.table(), missing, at.sequence(), need, call.known())
                .map(read -> {
                    filled.replaceAll((parent, page) -> new Rows(page.page(), complete(page, read)));
                    return filled;
                });
    }

    /** Returns the rows of a page. Rows that are not kept have their ids alone, and are added to the missing ones. */
    private List<RowAt> kept(Page<ListStore.Item> page, List<String> missing) {
        List<RowAt> kept = new ArrayList<>(page.entries().size());
        for (ListStore.Item place : page.nodes()) {
            Row row = place.row();
            if (row == null) {
                missing.add(place.id());
                row = Row.ofId(listing.table(), place.id());
            }
            kept.add(new RowAt(row, at));
        }
        return kept;
    }

    private static List<RowAt> complete(Rows page, Map<String, Row> read) {
        List<RowAt> complete = new ArrayList<>(page.rows().size());
        for (RowAt row : page.rows()) {
            Row found = read.get(row.row().id());
            complete.add(found == null ? row : new RowAt(found, row.at()));
        }
        return complete;
    }

    /** Returns the path of the file with the rows of a parent. */
    String exportUrl(String parent, String format) {
        StringBuilder url = new StringBuilder("/export/%s.%s?at=%s"
                .formatted(
                        listing.table().name(),
                        format.toLowerCase(Locale.ROOT),
                        call.release(listing.sequence()).version()));
        Map<String, ?> filter = filter(parent);
        if (!filter.isEmpty()) {
            url.append(listing.table() instanceof PartKind ? "&rows=" : "&filter=")
                    .append(encoded(filter));
        }
        if (!listing.order().terms().isEmpty()) {
            url.append("&orderBy=")
                    .append(encoded(
                            listing.order().terms().stream().map(ListLoad::term).toList()));
        }
        return url.toString();
    }

    private static String encoded(Object value) {
        return URLEncoder.encode(JSON.writeValueAsString(json(value)), StandardCharsets.UTF_8);
    }

    /** Returns the filter of the list, with the condition that the rows belong to the parent. */
    private Map<String, ?> filter(String parent) {
        Relation.Many via = listing.via();
        if (via == null) {
            return listing.filter();
        }
        Map<String, ?> below = switch (via) {
            case Relation.ToMany many -> named(many.by(), parent);
            case Relation.Linked linked ->
                Map.of(linked.link().part(), Map.of("some", Map.of("id", Map.of("eq", parent))));
        };
        return listing.filter().isEmpty() ? below : Map.of("and", List.of(below, listing.filter()));
    }

    /** Returns conditions on the parent's id. That of a part is the id of its owner and the values of its key, joined by slashes. */
    private static Map<String, ?> named(List<Field> by, String parent) {
        String[] values = parent.split("/", by.size());
        Map<String, Object> filter = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            Field field = by.get(i);
            filter.put(field.graphqlName() + (field.type() == FieldType.REF ? "Id" : ""), Map.of("eq", values[i]));
        }
        return filter;
    }

    private static Map<String, Object> term(Order.Term term) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("field", term.by().constant());
        json.put("direction", term.descending() ? "DESC" : "ASC");
        json.put("nulls", term.nullsFirst() ? "FIRST" : "LAST");
        return json;
    }

    /** A coerced value as JSON that the same argument takes. */
    private static @Nullable Object json(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                map.forEach((name, inner) -> object.put(String.valueOf(name), json(inner)));
                yield object;
            }
            case Collection<?> list -> {
                List<@Nullable Object> array = new ArrayList<>();
                list.forEach(inner -> array.add(json(inner)));
                yield array;
            }
            case PartialDate date -> date.text();
            case BigDecimal decimal -> decimal.toPlainString();
            case null -> null;
            default -> value;
        };
    }
}
