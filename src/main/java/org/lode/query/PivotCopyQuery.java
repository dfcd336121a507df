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
import org.jooq.WindowSpecification;
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
public final class PivotCopyQuery {
    private static final String BEGINS = "year_begins";
    private static final String REPEAT = "repeat";
    private static final String QUALIFIED = "qualified";
    private static final String CONTRADICTED = "contradicted";
    private static final String CONFIDENCE = "confidence";
    private static final String CITED = "cited";
    private static final Field<Integer> YEAR = DSL.field(DSL.name("y"), SQLDataType.INTEGER);
    private static final Field<?> VALUE = DSL.field(DSL.name("v"));
    private static final Field<String> QUALIFIER = DSL.field(DSL.name("q"), SQLDataType.CLOB);
    private static final Field<Boolean> DENIED = DSL.field(DSL.name("d"), SQLDataType.BOOLEAN);
    private static final Field<String> BEST = DSL.field(DSL.name("c"), SQLDataType.CLOB);
    private static final Field<String> SUBJECT = DSL.field(DSL.name("subject_id"), SQLDataType.CLOB);

    private final View view;
    private final Pivot pivot;
    private final ListCopyQuery.ReferencePath paths;
    private final Listing.Source source;
    private final TableRef citations;
    /** The levels of confidence, from the highest on. */
    private final List<String> levels;

    private PivotCopyQuery(DataPackage data, Listing listing, View view) {
        SqlContext context = SqlContext.once(SqlContext.Inputs.of(listing));
        this.view = view;
        this.pivot = Objects.requireNonNull(view.pivot());
        this.paths = new ListCopyQuery.ReferencePath(data, context);
        this.source = listing.source(data, context);
        this.citations = context.ref(data.table("citations"));
        this.levels = citations.table().field(CONFIDENCE).allowed();
    }

    /**
     * Reads the rows behind a position.
     *
     * @param years those that the table has columns for, each once
     * @param after how many rows were read before, as the one text of a list; null to begin
     */
    public static CopyQuery of(
            DataPackage data,
            Listing listing,
            View view,
            List<Integer> years,
            CopyQuery.Format format,
            @Nullable List<@Nullable String> after) {
        PivotCopyQuery query = new PivotCopyQuery(data, listing, view);
        int done = after == null ? 0 : Integer.parseInt(Objects.requireNonNull(after.getFirst()));
        List<Field<?>> written = new ArrayList<>();
        fields(view, years).forEach(field -> written.add(format.written(field, query.value(field, years))));
        return new CopyQuery(
                limit -> format.copy(query.rows(written).offset(done).limit(limit)),
                limit -> CopyQuery.Format.text(query.rows(List.of(DSL.inline(String.valueOf(done + limit))))
                        .offset(done + limit - 1)
                        .limit(1)),
                1);
    }

    /** The columns of a file: the key, the facts of a row, and one column for each of these years. */
    public static List<org.lode.model.Field> fields(View view, List<Integer> years) {
        Stream<org.lode.model.Field> facts = Stream.of(
                org.lode.model.Field.made(
                        BEGINS,
                        FieldType.INTEGER,
                        "The month in which the years begin: 1 for calendar years, 4 for fiscal years from April."),
                org.lode.model.Field.made(
                        REPEAT, FieldType.INTEGER, "1; from 2 on for further values of the same years."),
                list(QUALIFIED, "The years whose value is not exact, and how it is to be read: `2010 ABOUT`."),
                list(CONTRADICTED, "The years whose value some citation contradicts: `2010`."),
                list(
                        CONFIDENCE,
                        "The years whose value no citation of HIGH confidence supports, and the highest confidence of those that do: `2010 MEDIUM`; `2010 NONE` where none does."));
        Pivot pivot = Objects.requireNonNull(view.pivot());
        return Stream.of(
                        view.columns().stream().map(Column::field),
                        facts,
                        years.stream().map(year -> pivot.value().named(year.toString())))
                .flatMap(fields -> fields)
                .toList();
    }

    private static org.lode.model.Field list(String name, String description) {
        return org.lode.model.Field.made(name, FieldType.LIST, description);
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

    private SelectLimitStep<?> rows(List<Field<?>> columns) {
        List<Field<?>> group = new ArrayList<>();
        view.columns().forEach(column -> group.add(DSL.field(DSL.name(column.name()))));
        group.add(DSL.field(DSL.name(BEGINS)));
        group.add(DSL.field(DSL.name(REPEAT)));
        List<SortField<?>> order = new ArrayList<>();
        view.order().forEach(field -> order.add(Order.sorted(DSL.field(DSL.name(field.name())), false, false)));
        order.add(DSL.field(DSL.name(BEGINS)).asc());
        order.add(DSL.field(DSL.name(REPEAT)).asc());
        return DSL.select(columns).from(values().asTable("x")).groupBy(group).orderBy(order);
    }

    private Field<?> value(org.lode.model.Field field, List<Integer> years) {
        return switch (field.name()) {
            case QUALIFIED -> years(noted(QUALIFIER), QUALIFIER.ne(DSL.inline(Pivot.EXACT)));
            case CONTRADICTED -> years(YEAR.cast(SQLDataType.CLOB), DSL.condition(DENIED));
            case CONFIDENCE -> years(noted(BEST), BEST.ne(DSL.inline(levels.getFirst())));
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
        WindowSpecification repeats = DSL.partitionBy(same).orderBy(rows.id());
        columns.add(DSL.rowNumber().over(repeats).as(REPEAT));
        columns.add(year(rows, pivot).as(YEAR));
        columns.add(rows.column(pivot.value()).as(VALUE));
        columns.add(rows.column(pivot.qualifier()).as(QUALIFIER));
        columns.add(cited(DENIED));
        columns.add(DSL.coalesce(cited(BEST), DSL.inline(Pivot.NONE)).as(BEST));
        return DSL.select(columns)
                .from(source.from().leftJoin(cited()).on(cited(SUBJECT).eq(rows.id())))
                .where(source.where(), counts(rows, pivot));
    }

    /**
     * What the citations of each record come to: whether one contradicts it, and the highest confidence of those that support it.
     *
     * <p>The table is made of all citations at once, since a table of years asks for most of them.
     */
    private Table<?> cited() {
        List<Field<String>> supporting = new ArrayList<>();
        for (String level : levels) {
            Condition supports =
                    stance("SUPPORTS").and(citations.text(CONFIDENCE).eq(DSL.inline(level)));
            supporting.add(DSL.when(DSL.condition(DSL.boolOr(supports)), DSL.inline(level)));
        }
        Field<String> subject = citations.text(SUBJECT.getName());
        return DSL.select(
                        subject.as(SUBJECT),
                        DSL.boolOr(stance("CONTRADICTS")).as(DENIED),
                        Titles.coalesce(supporting).as(BEST))
                .from(citations.from())
                .where(citations.valid())
                .groupBy(subject)
                .asTable(CITED);
    }

    private static <T> Field<T> cited(Field<T> column) {
        return DSL.field(DSL.name(CITED, column.getName()), column.getDataType());
    }

    private Condition stance(String stance) {
        return citations.text("stance").eq(DSL.inline(stance));
    }
}
