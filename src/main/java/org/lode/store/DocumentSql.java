package org.lode.store;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.DataPackage;
import org.lode.model.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.SearchField;
import org.lode.query.SqlContext;
import org.lode.query.TableRef;
import org.lode.query.Titles;

/** What the records of one kind are found by in one release, as SQL over the tables of the dataset. */
final class DocumentSql {
    private static final Table<?> WANTED = DSL.table(DSL.name("wanted"));
    private static final Field<String> WANTED_ID = DSL.field(DSL.name("wanted", "id"), SQLDataType.CLOB);
    private static final Field<String> ID = DSL.field(DSL.name("text", "id"), SQLDataType.CLOB);

    private final DataPackage data;
    private final SqlContext titles;
    private final List<SearchField> texts;
    private final RecordKind kind;
    private final int sequence;

    DocumentSql(DataPackage data, RecordKind kind, int sequence) {
        this.data = data;
        this.titles = new SqlContext(sequence);
        this.texts = data.searched(kind);
        this.kind = kind;
        this.sequence = sequence;
    }

    /** Ids of the records that the release changed, and of those that lead to a record that it changed. */
    Select<?> touched() {
        Select<?> touched = changed(kind);
        Set<Select<?>> ways = new LinkedHashSet<>();
        texts.stream().filter(text -> text.reference() != null).forEach(text -> ways.add(leadingTo(text)));
        for (Select<?> way : ways) {
            touched = union(touched, way);
        }
        return touched;
    }

    private Select<?> changed(RecordKind changed) {
        return DSL.select(DSL.field(DSL.name("c", "id"), SQLDataType.CLOB).as("id"))
                .from(DSL.table(DSL.name("change_log")).as("c"))
                .where(
                        DSL.field(DSL.name("c", "seq"), SQLDataType.INTEGER).eq(sequence),
                        DSL.field(DSL.name("c", "type"), SQLDataType.CLOB).eq(changed.type()));
    }

    private Select<?> leadingTo(SearchField text) {
        TableRef from = new TableRef(text.part() == null ? kind : text.part(), "t", sequence);
        Field<String> owner = text.part() == null
                ? from.id()
                : from.text(text.part().fields().getFirst().name());
        Field<String> reference =
                from.text(Objects.requireNonNull(text.reference()).name());
        Condition leads = DSL.condition("{0} in ({1})", reference, changed(Objects.requireNonNull(text.target())));
        return DSL.select(owner.as("id")).from(from.from()).where(from.valid(), leads);
    }

    /** Id, title and fields of the documents of the records in the table {@code wanted}. */
    Select<?> documents() {
        return grouped(List.of(ID, title(), fields()));
    }

    private Select<?> grouped(List<Field<?>> columns) {
        Select<?> all = values(0);
        for (int n = 1; n < texts.size(); n++) {
            all = unionAll(all, values(n));
        }
        return DSL.select(columns).from(all.asTable("text")).groupBy(ID);
    }

    /** Id, place, path, weight and value of one text of each record; of a list, of each of its texts. */
    private Select<?> values(int n) {
        SearchField text = texts.get(n);
        TableRef own = new TableRef(kind, "t", sequence);
        TableRef holder = own;
        Table<?> from = WANTED.join(own.from()).on(own.id().eq(WANTED_ID), own.valid());
        if (text.part() != null) {
            holder = new TableRef(text.part(), "p", sequence);
            Field<String> owner = holder.text(text.part().fields().getFirst().name());
            from = from.join(holder.from()).on(owner.eq(own.id()), holder.valid());
        }
        if (text.reference() != null) {
            Field<String> reference = holder.text(text.reference().name());
            holder = new TableRef(Objects.requireNonNull(text.target()), "o", sequence);
            from = from.join(holder.from()).on(holder.id().eq(reference), holder.valid());
        }
        Field<?> column = holder.column(text.field());
        boolean list = text.field().type() == FieldType.LIST;
        return DSL.select(
                        own.id().as("id"),
                        DSL.inline(n).as("n"),
                        DSL.inline(text.path()).as("path"),
                        DSL.inline(text.weight().name()).as("weight"),
                        (list ? DSL.field("unnest({0})", SQLDataType.CLOB, column) : column).as("value"))
                .from(from)
                .where(column.isNotNull());
    }

    private Field<?> title() {
        TableRef row = titles.ref(kind);
        return DSL.field(DSL.select(new Titles(data, titles).of(row))
                        .from(row.from())
                        .where(row.id().eq(ID), row.valid()))
                .as("title");
    }

    private static Field<?> fields() {
        return DSL.field("jsonb_agg(jsonb_build_array(path, value) order by n, value collate \"C\")")
                .as("fields");
    }

    @SuppressWarnings("unchecked")
    private static Select<?> union(Select<?> one, Select<?> other) {
        return ((Select<org.jooq.Record>) one).union((Select<org.jooq.Record>) other);
    }

    @SuppressWarnings("unchecked")
    private static Select<?> unionAll(Select<?> one, Select<?> other) {
        return ((Select<org.jooq.Record>) one).unionAll((Select<org.jooq.Record>) other);
    }
}
