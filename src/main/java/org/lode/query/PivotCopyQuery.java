package org.lode.query;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectLimitStep;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Field.FieldType;
import org.lode.model.View;
import org.lode.model.View.Column;
import org.lode.model.View.Pivot;

/**
 * The statements that read a flat table with a column for each year as lines of text.
 *
 * <p>A year is a period of twelve months, and has the number of the year in which it begins. Where there are several values for
 * one year, each has a row of its own, so that none is lost.
 */
public final class PivotCopyQuery implements CopyQuery {
    private static final String BEGINS = "year_begins";
    private static final String REPEAT = "repeat";
    private static final String QUALIFIED = "qualified";
    private static final String CONTRADICTED = "contradicted";
    private static final String CONFIDENCE = "confidence";
    private static final Field<Integer> YEAR = DSL.field(DSL.name("y"), SQLDataType.INTEGER);
    private static final Field<?> VALUE = DSL.field(DSL.name("v"));
    private static final Field<String> QUALIFIER = DSL.field(DSL.name("q"), SQLDataType.CLOB);
    private static final Field<Boolean> DENIED = DSL.field(DSL.name("d"), SQLDataType.BOOLEAN);
    private static final Field<String> BEST = DSL.field(DSL.name("c"), SQLDataType.CLOB);

    private final View view;
    private final Pivot pivot;
    private final Format format;
    private final List<Integer> years;
    private final ListCopyQuery.ReferencePath paths;
    private final Listing.Source source;
    private final YearCitations citations;
    private final int done;

    /**
     * Prepares them.
     *
     * @param after how many rows were read before, as the one text of a list; null to begin
     */
    public PivotCopyQuery(
            DataPackage data, Listing listing, Years view, Format format, @Nullable List<@Nullable String> after) {
        SqlContext context = SqlContext.once(SqlContext.Inputs.of(listing));
        this.view = view.view();
        this.pivot = Objects.requireNonNull(view.view().pivot());
        this.format = format;
        this.years = view.years();
        this.paths = new ListCopyQuery.ReferencePath(data, context);
        this.source = listing.source(data, context);
        this.citations = new YearCitations(data, context);
        this.done = after == null ? 0 : Integer.parseInt(Objects.requireNonNull(after.getFirst()));
    }

    /** A flat table with a pivot, and the years that it has columns for, each once. */
    public record Years(View view, List<Integer> years) {

        /** The columns of a file: the key, the facts of a row, and one column a year. */
        public List<org.lode.model.Field> fields() {
            Pivot pivot = Objects.requireNonNull(view.pivot());
            return Stream.of(
                            view.columns().stream().map(Column::field),
                            Stream.of(
                                    org.lode.model.Field.made(
                                            BEGINS,
                                            FieldType.INTEGER,
                                            "The month in which the years begin: 1 for calendar years, 4 for fiscal years from April."),
                                    org.lode.model.Field.made(
                                            REPEAT,
                                            FieldType.INTEGER,
                                            "1; from 2 on for further values of the same years."),
                                    list(
                                            QUALIFIED,
                                            "The years whose value is not exact, and how it is to be read: `2010 ABOUT`."),
                                    list(CONTRADICTED, "The years whose value some citation contradicts: `2010`."),
                                    list(
                                            CONFIDENCE,
                                            "The years whose value no citation of HIGH confidence supports, and the highest confidence of those that do: `2010 MEDIUM`; `2010 NONE` where none does.")),
                            years.stream().map(year -> pivot.value().named(year.toString())))
                    .flatMap(fields -> fields)
                    .toList();
        }

        private static org.lode.model.Field list(String name, String description) {
            return org.lode.model.Field.made(name, FieldType.LIST, description);
        }
    }

    /** The statement for the years of the rows of a listing, one a row. */
    public static Select<?> years(DataPackage data, Listing listing, Pivot pivot) {
        Listing.Source source = listing.source(data, SqlContext.once(SqlContext.Inputs.of(listing)));
        return DSL.selectDistinct(year(source.rows(), pivot))
                .from(source.from())
                .where(source.where(), counts(source.rows(), pivot))
                .orderBy(DSL.one());
    }

    private static Field<Integer> year(TableRef rows, Pivot pivot) {
        return DSL.year(rows.first(pivot.by()));
    }

    /** Whether it is a value for twelve months. */
    private static Condition counts(TableRef rows, Pivot pivot) {
        Field<LocalDate> last = DSL.field(
                "({0} + interval '1 year' - interval '1 day')::date", SQLDataType.LOCALDATE, rows.first(pivot.by()));
        return rows.column(pivot.value()).isNotNull().and(rows.last(pivot.by()).eq(last));
    }

    @Override
    public String copy(int limit) {
        return format.copy(rows(columns()).offset(done).limit(limit));
    }

    @Override
    public String last(int limit) {
        int position = done + limit;
        return Format.text(rows(List.of(DSL.inline(String.valueOf(position))))
                .offset(position - 1)
                .limit(1));
    }

    @Override
    public int keys() {
        return 1;
    }

    private SelectLimitStep<?> rows(List<Field<?>> columns) {
        List<Field<?>> group = new ArrayList<>();
        view.columns().forEach(column -> group.add(DSL.field(DSL.name(column.name()))));
        group.add(DSL.field(DSL.name(BEGINS)));
        group.add(DSL.field(DSL.name(REPEAT)));
        List<SortField<?>> order = new ArrayList<>();
        view.order()
                .forEach(field ->
                        order.add(DSL.field(DSL.name(field.name())).asc().nullsLast()));
        order.add(DSL.field(DSL.name(BEGINS)).asc());
        order.add(DSL.field(DSL.name(REPEAT)).asc());
        return DSL.select(columns).from(values().asTable("x")).groupBy(group).orderBy(order);
    }

    private List<Field<?>> columns() {
        return new Years(view, years)
                .fields().stream()
                        .<Field<?>>map(field -> format.written(field, value(field)))
                        .toList();
    }

    private Field<?> value(org.lode.model.Field field) {
        return switch (field.name()) {
            case QUALIFIED -> years(noted(QUALIFIER), QUALIFIER.ne(DSL.inline(Pivot.EXACT)));
            case CONTRADICTED -> years(YEAR.cast(SQLDataType.CLOB), DSL.condition(DENIED));
            case CONFIDENCE -> years(noted(BEST), BEST.ne(DSL.inline(citations.highest())));
            default ->
                years.stream()
                        .filter(year -> field.name().equals(year.toString()))
                        .findFirst()
                        .<Field<?>>map(year -> DSL.max(VALUE).filterWhere(YEAR.eq(DSL.inline(year))))
                        .orElseGet(() -> DSL.field(DSL.name(field.name())));
        };
    }

    private static Field<String> noted(Field<String> note) {
        return DSL.concat(YEAR.cast(SQLDataType.CLOB), DSL.inline(" "), note);
    }

    /** The years of a row of which something holds, from the first on. */
    private static Field<?> years(Field<String> written, Condition which) {
        return DSL.arrayAgg(written).orderBy(YEAR).filterWhere(which);
    }

    /** One row a value. */
    private Select<?> values() {
        TableRef rows = source.rows();
        Field<LocalDate> first = rows.first(pivot.by());
        List<Field<?>> same = new ArrayList<>();
        view.order().forEach(field -> same.add(rows.column(field)));
        same.add(first);
        List<Field<?>> columns = new ArrayList<>();
        view.columns().forEach(column -> columns.add(paths.value(rows, column).as(column.name())));
        columns.add(DSL.month(first).as(BEGINS));
        columns.add(
                DSL.rowNumber().over(DSL.partitionBy(same).orderBy(rows.id())).as(REPEAT));
        columns.add(year(rows, pivot).as(YEAR));
        columns.add(rows.column(pivot.value()).as(VALUE));
        columns.add(rows.column(pivot.qualifier()).as(QUALIFIER));
        columns.add(citations.contradicted().as(DENIED));
        columns.add(citations.best().as(BEST));
        return DSL.select(columns)
                .from(source.from().leftJoin(citations.bySubject()).on(citations.about(rows.id())))
                .where(source.where(), counts(rows, pivot));
    }

    /**
     * What the citations of a record come to: whether one contradicts it, and the highest confidence of those that support it.
     *
     * <p>They are a table with one row a record, which is made of all citations at once, since a table of years asks for most of them.
     */
    private static final class YearCitations {
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
}
