package org.lode.schema;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.FieldCall;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.PartialDate;
import org.lode.model.Relation;
import org.lode.model.Table.PartKind;
import org.lode.query.Listing;
import org.lode.query.Order;
import tools.jackson.databind.json.JsonMapper;

/** The address that gives the rows of a connection as a file, below that of the server. */
final class ExportUrls {
    private static final JsonMapper JSON = JsonMapper.shared();

    private ExportUrls() {}

    static String of(Listing listing, String parent, FieldCall call) {
        String format = call.<String>required("format").toLowerCase(Locale.ROOT);
        String release = call.releases().require(listing.sequence()).version();
        StringBuilder url = new StringBuilder(
                "/export/%s.%s?at=%s".formatted(listing.table().name(), format, release));
        Map<String, ?> filter = filter(listing, parent);
        if (!filter.isEmpty()) {
            String name = listing.table() instanceof PartKind ? "rows" : "filter";
            url.append("&%s=".formatted(name)).append(encoded(filter));
        }
        if (!listing.order().terms().isEmpty()) {
            url.append("&orderBy=")
                    .append(encoded(listing.order().terms().stream()
                            .map(ExportUrls::term)
                            .toList()));
        }
        return url.toString();
    }

    private static String encoded(Object value) {
        return URLEncoder.encode(JSON.writeValueAsString(json(value)), StandardCharsets.UTF_8);
    }

    /** The filter of the list, and that its rows belong to the parent. */
    private static Map<String, ?> filter(Listing listing, String parent) {
        Relation.Many via = listing.via();
        if (via == null) {
            return listing.filter();
        }
        Map<String, ?> below = below(via, parent);
        return listing.filter().isEmpty() ? below : Map.of("and", List.of(below, listing.filter()));
    }

    private static Map<String, ?> below(Relation.Many via, String parent) {
        return switch (via) {
            case Relation.ToMany many -> named(many.by(), parent);
            case Relation.Linked linked ->
                Map.of(linked.link().part(), Map.of("some", Map.of("id", Map.of("eq", parent))));
        };
    }

    /** That the fields hold the id of the parent: of a part, the id of its owner and each value of its key behind a slash. */
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

    /** A value as the engine hands it over, as JSON that it takes. */
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
