package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.DataPackage;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.RecordKind.Title;
import org.lode.model.Relation;
import org.lode.model.Shape;
import org.lode.model.Shape.Member;

/**
 * What a record is called in a list, as one column of a statement over its table.
 *
 * <p>What a reference leads to is read by a subquery, so that the statement needs no further join.
 */
public final class Titles {
    private static final String BRACKETS = "[(]([^()]+)[)]$";

    private final DataPackage data;
    private final SqlContext context;

    public Titles(DataPackage data, SqlContext context) {
        this.data = data;
        this.context = context;
    }

    /** The title of a row of a record's table; never null, since a record without a name is called by its id. */
    public Field<String> of(TableRef row) {
        return title(row, true);
    }

    /** @param outermost whether a title may have the title of another record in it */
    private Field<String> title(TableRef row, boolean outermost) {
        List<Field<String>> parts = new ArrayList<>();
        for (Title.Part part : ((RecordKind) row.table()).title().parts()) {
            List<Field<String>> values = new ArrayList<>();
            part.paths().forEach(path -> values.addAll(values(row, List.of(path.split("\\.")), outermost)));
            if (!values.isEmpty()) {
                Field<String> value = formed(coalesce(values), part.form());
                parts.add(DSL.inline(part.before()).concat(value).concat(DSL.inline(part.after())));
            }
        }
        if (parts.isEmpty()) {
            return row.id();
        }
        parts.set(0, DSL.coalesce(parts.getFirst(), row.id()));
        // Unlike the operator ||, this function leaves out what is null.
        return DSL.field("concat({0})", SQLDataType.CLOB, DSL.list(parts));
    }

    private List<Field<String>> values(TableRef row, List<String> path, boolean outermost) {
        Shape shape = data.shape(row.table());
        int at = 0;
        while (shape.member(path.get(at)) instanceof Member.Embedded embedded) {
            shape = embedded.shape();
            at++;
        }
        List<String> rest = path.subList(at + 1, path.size());
        return switch (Objects.requireNonNull(shape.member(path.get(at)), () -> String.join(".", path))) {
            case Member.Leaf leaf -> List.of(text(row, leaf.field()));
            case Member.Way way -> led(row, (Relation.ToOne) way.relation(), rest, outermost);
            case Member.Embedded embedded -> throw new IllegalArgumentException(String.join(".", path));
        };
    }

    /** The value at the end of a reference: one for each kind that it may lead to. */
    private List<Field<String>> led(TableRef row, Relation.ToOne one, List<String> rest, boolean outermost) {
        List<Field<String>> found = new ArrayList<>();
        if (rest.isEmpty() && !outermost) {
            return found;
        }
        for (RecordKind kind : one.targets()) {
            TableRef target = context.ref(kind);
            Field<String> reference = row.text(one.field().name());
            Field<String> value = rest.isEmpty() ? title(target, false) : coalesce(values(target, rest, outermost));
            found.add(DSL.field(DSL.select(value)
                    .from(target.from())
                    .where(reference.startsWith(DSL.inline(kind.prefix() + ":")), target.is(reference))));
        }
        return found;
    }

    private static Field<String> text(TableRef row, org.lode.model.Field field) {
        Field<?> column = row.column(field);
        String figure = "rtrim(to_char({0}, 'FM999,999,999,999,999,999,990.99999999'), '.')";
        return field.type() == FieldType.DECIMAL
                ? DSL.field(figure, SQLDataType.CLOB, column)
                : column.cast(SQLDataType.CLOB);
    }

    private static Field<String> formed(Field<String> value, Title.Form form) {
        return switch (form) {
            case PLAIN -> value;
            case BRIEF ->
                DSL.field("coalesce(substring({0} from {1}), {0})", SQLDataType.CLOB, value, DSL.inline(BRACKETS));
            case WORDS -> DSL.field("translate(lower({0}), '_-', '  ')", SQLDataType.CLOB, value);
        };
    }

    static Field<String> coalesce(List<Field<String>> values) {
        return values.size() == 1 ? values.getFirst() : DSL.field("coalesce({0})", SQLDataType.CLOB, DSL.list(values));
    }
}
