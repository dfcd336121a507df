package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.DataPackage;
import org.lode.model.Pivot;

/**
 * What the citations of a record come to: whether one contradicts it, and the highest confidence of those that support it.
 *
 * <p>They are a table with one row a record, which is made of all citations at once, since a table of years asks for most of them.
 */
final class YearCitations {
    private static final String ALIAS = "cited";
    private static final String SUBJECT = "subject_id";
    private static final String CONTRADICTED = "contradicted";
    private static final String BEST = "best";

    private final TableRef citations;
    /** From the highest on. */
    private final List<String> levels;

    YearCitations(DataPackage data, SqlContext context) {
        this.citations = context.ref(data.table("citations"));
        this.levels = citations.table().field("confidence").allowed();
    }

    /** One row for each record that has citations. */
    Table<?> bySubject() {
        Field<String> subject = citations.text(SUBJECT);
        return DSL.select(
                        subject.as(SUBJECT),
                        DSL.boolOr(stance("CONTRADICTS")).as(CONTRADICTED),
                        supporting().as(BEST))
                .from(citations.from())
                .where(citations.valid())
                .groupBy(subject)
                .asTable(ALIAS);
    }

    private Condition stance(String stance) {
        return citations.text("stance").eq(DSL.inline(stance));
    }

    private Field<String> supporting() {
        List<Field<String>> found = new ArrayList<>();
        for (String level : levels) {
            Condition supports =
                    stance("SUPPORTS").and(citations.text("confidence").eq(DSL.inline(level)));
            found.add(DSL.when(DSL.condition(DSL.boolOr(supports)), DSL.inline(level)));
        }
        return DSL.coalesce(found.getFirst(), found.subList(1, found.size()).toArray(Field[]::new));
    }

    /** Whether a row of {@link #bySubject} is about this record. */
    Condition about(Field<String> id) {
        return column(SUBJECT).eq(id);
    }

    /** Whether some citation contradicts the record. */
    Field<Boolean> contradicted() {
        return DSL.field(DSL.name(ALIAS, CONTRADICTED), SQLDataType.BOOLEAN);
    }

    /** The highest confidence of a citation that supports the record. */
    Field<String> best() {
        return DSL.coalesce(column(BEST), DSL.inline(Pivot.NONE));
    }

    private static Field<String> column(String name) {
        return DSL.field(DSL.name(ALIAS, name), SQLDataType.CLOB);
    }

    /** The confidence above all others. */
    String highest() {
        return levels.getFirst();
    }
}
