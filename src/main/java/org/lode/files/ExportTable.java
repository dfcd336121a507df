package org.lode.files;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.Column;
import org.lode.model.DataPackage;
import org.lode.model.LinkKind;
import org.lode.model.PartKind;
import org.lode.model.RecordKind;
import org.lode.model.View;
import org.lode.query.Order;

/**
 * A table that can be exported: one that is stored, or a flat one.
 *
 * @param view what it has; of a stored table its own fields
 * @param asked the kind of record whose filter chooses the rows
 * @param owner how GraphQL calls what a row belongs to; null for records, which belong to themselves
 */
public record ExportTable(
        View view, RecordKind asked, @Nullable String owner) {

    static Optional<ExportTable> of(DataPackage data, String name) {
        return all(data).filter(table -> table.name().equals(name)).findFirst();
    }

    /** Every table of the dataset but redirects, then the flat ones. */
    public static Stream<ExportTable> all(DataPackage data) {
        Stream<View> stored = data.tables().stream()
                .filter(table -> !table.equals(data.record("redirects")))
                .map(View::stored);
        return Stream.concat(stored, data.views().stream()).map(view -> of(data, view));
    }

    private static ExportTable of(DataPackage data, View view) {
        return switch (view.table()) {
            case RecordKind kind -> new ExportTable(view, kind, null);
            case PartKind part ->
                new ExportTable(
                        view, data.record(part.owner()), part.ownerField().graphqlName());
            case LinkKind link ->
                new ExportTable(
                        view, data.record(link.owner()), link.ownerField().graphqlName());
        };
    }

    public String name() {
        return view.name();
    }

    public List<Column> columns() {
        return view.columns();
    }

    /** What GraphQL can filter and sort within the records asked for; null for records themselves, and pairs of records. */
    @Nullable
    public PartKind part() {
        return view.table() instanceof PartKind part ? part : null;
    }

    /** Whether rows can come in another order than their own. */
    public boolean isSortable() {
        return (owner == null || part() != null) && view.pivot() == null;
    }

    /**
     * The filter of the rows.
     *
     * @param given that of the records asked for
     * @param within that of the rows which belong to them
     */
    Map<String, ?> filter(Map<String, ?> given, Map<String, ?> within) {
        if (owner == null || given.isEmpty()) {
            return owner == null ? given : within;
        }
        Map<String, ?> of = Map.of(owner, given);
        return within.isEmpty() ? of : Map.of("and", List.of(of, within));
    }

    /** The order of the rows when none is asked for. */
    Order usual() {
        return new Order(view.order().stream()
                .map(field -> new Order.Term(new Order.Key.Own(field), false, false))
                .toList());
    }
}
