package org.lode.record;

import graphql.schema.SelectedField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.kind.Member;
import org.lode.kind.RecordKind;
import org.lode.kind.Relation;
import org.lode.kind.Shape;
import org.lode.kind.Table;
import org.lode.query.Projection;
import org.lode.query.Selection;

/** Tells from the fields that an operation asks for which columns and joins are needed. */
final class SelectionReader {
    private final DataPackage data;

    SelectionReader(DataPackage data) {
        this.data = data;
    }

    /** What is read of a row of {@code table} for the fields asked for below it. */
    Selection read(Table table, List<SelectedField> asked) {
        Selection selection = Selection.idOf(table);
        add(selection, data.shape(table), asked);
        return selection;
    }

    private void add(Selection selection, Shape shape, List<SelectedField> asked) {
        for (SelectedField field : asked) {
            if (!shape.path().isEmpty() || concerns(selection.table(), field)) {
                Member member = shape.member(field.getName());
                if (member == null && field.getName().equals(Projection.TITLE)) {
                    selection.computed().add(Selection.Computed.TITLE);
                }
                add(selection, member, field);
            }
        }
    }

    private void add(Selection selection, @Nullable Member member, SelectedField field) {
        switch (member) {
            case Member.Leaf leaf -> selection.fields().add(leaf.field());
            // The whole object: whether it is null depends on all of its values.
            case Member.Embedded embedded -> {
                embedded.shape().fields().forEach(selection.fields()::add);
                add(selection, embedded.shape(), below(field));
            }
            case Member.Way way -> {
                if (way.relation() instanceof Relation.ToOne one) {
                    addOne(selection, one, below(field));
                }
            }
            case null -> {}
        }
    }

    private void addOne(Selection selection, Relation.ToOne one, List<SelectedField> asked) {
        selection.fields().add(one.field());
        for (RecordKind target : one.targets()) {
            if (needsRow(target, asked)) {
                Map<RecordKind, Selection> targets =
                        selection.ones().computeIfAbsent(one.field(), field -> new LinkedHashMap<>());
                Selection below = targets.computeIfAbsent(target, Selection::idOf);
                add(below, data.shape(target), asked);
            }
        }
    }

    /** Whether more is asked for than the id, which the reference itself holds, and lists, which need only the id. */
    private boolean needsRow(RecordKind target, List<SelectedField> asked) {
        Shape shape = data.shape(target);
        return asked.stream().filter(field -> concerns(target, field)).anyMatch(field -> switch (field.getName()) {
            case "since", "recordHash", Projection.TITLE -> true;
            case "id" -> false;
            default -> readsRow(shape.member(field.getName()));
        });
    }

    private static boolean readsRow(@Nullable Member member) {
        return switch (member) {
            case Member.Leaf leaf -> true;
            case Member.Embedded embedded -> true;
            case Member.Way way -> way.relation() instanceof Relation.ToOne;
            case null -> false;
        };
    }

    private static boolean concerns(Table table, SelectedField field) {
        return field.getObjectTypeNames().contains(Types.name(table));
    }

    static List<SelectedField> below(SelectedField field) {
        return field.getSelectionSet().getImmediateFields();
    }
}
