package org.lode.files;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;
import org.lode.query.ReadStore;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts what a release holds in each field of a table, and how much of it has a source. */
@Component
final class StatisticsStore {
    private final ReadStore store;

    StatisticsStore(ReadStore store) {
        this.store = store;
    }

    Mono<TableStatistics> read(Table table, int sequence) {
        return Mono.zip(numbers(counts(table, sequence)), numbers(firsts(table, sequence)), (counts, firsts) -> {
            Map<String, FieldStatistics> fields = new LinkedHashMap<>();
            for (int i = 0; i < firsts.size(); i++) {
                Iterator<Long> of = counts.listIterator(1 + 3 * i);
                int since = firsts.get(i).intValue();
                fields.put(
                        table.fields().get(i).name(),
                        new FieldStatistics(of.next(), of.next(), of.next(), since == 0 ? null : since));
            }
            return new TableStatistics(counts.getFirst(), fields);
        });
    }

    private Mono<List<Long>> numbers(Select<?> query) {
        int columns = query.fields().length;
        return store.read(
                        query,
                        row -> IntStream.range(0, columns)
                                .mapToObj(i -> Objects.requireNonNull(row.get(i, Long.class)))
                                .toList())
                .single();
    }

    private static Select<?> counts(Table table, int sequence) {
        List<Field<?>> columns = new ArrayList<>();
        columns.add(DSL.count().cast(SQLDataType.BIGINT));
        for (org.lode.model.Field field : table.fields()) {
            Name column = DSL.name("t", field.name());
            Condition itself = itself(table, field);
            columns.add(DSL.field("count({0})", SQLDataType.BIGINT, column));
            columns.add(DSL.field(
                    "count({0}) filter (where {1} or '' = any(c.fields))", SQLDataType.BIGINT, column, itself));
            columns.add(DSL.field("count({0}) filter (where {1})", SQLDataType.BIGINT, column, itself));
        }
        return DSL.select(columns)
                .from(DSL.table(
                        "{0} t left join lateral ({1}) c on true", DSL.name(table.name()), cited(table, sequence)))
                .where(DSL.condition("t.from_seq <= {0} and t.to_seq > {0}", DSL.val(sequence)));
    }

    /** Selects the names of fields and parts that citations of a record support. An empty name is the whole record. */
    private static Query cited(Table table, int sequence) {
        String subject =
                table instanceof RecordKind ? "id" : table.fields().getFirst().name();
        return DSL.resultQuery("""
                select array_agg(coalesce(field, '')) as fields from citations
                where subject_id = {1} and stance = 'SUPPORTS' and from_seq <= {0} and to_seq > {0}
                """, DSL.val(sequence), DSL.name("t", subject));
    }

    /** Returns a condition that holds where a citation names the field, or the part that it belongs to. */
    private static Condition itself(Table table, org.lode.model.Field field) {
        return switch (table) {
            case RecordKind kind ->
                DSL.condition(
                        "c.fields && array[{0}, {1}]",
                        DSL.inline(field.name()),
                        DSL.inline(Objects.requireNonNullElse(field.citedAs(), field.name())));
            case PartKind part ->
                DSL.condition(
                        "c.fields && array[{0}, {0} || '[' || {1} || ']']",
                        DSL.inline(part.part()), DSL.name("t", part.key().getFirst()));
            case LinkKind link -> DSL.condition("c.fields && array[{0}]", DSL.inline(link.part()));
        };
    }

    private static Select<?> firsts(Table table, int sequence) {
        List<Field<?>> columns = new ArrayList<>();
        for (org.lode.model.Field field : table.fields()) {
            columns.add(DSL.field(
                    "coalesce(min(from_seq) filter (where {0} is not null), 0)::bigint",
                    SQLDataType.BIGINT, DSL.name(field.name())));
        }
        return DSL.select(columns)
                .from(DSL.table(DSL.name(table.name())))
                .where(DSL.condition("from_seq <= {0}", DSL.val(sequence)));
    }

    /**
     * What one release holds in a table.
     *
     * @param fields by their names
     */
    record TableStatistics(long rows, Map<String, FieldStatistics> fields) {
        FieldStatistics field(String name) {
            return Objects.requireNonNull(fields.get(name));
        }
    }

    /**
     * What one release holds in a field.
     *
     * @param known rows that have a value
     * @param cited of them, those with a citation that supports the field, its part of the record, or the record as a whole
     * @param citedItself of them, those with one that supports the field or its part
     * @param since sequence of the first release with a value; null when none up to this one has any
     */
    record FieldStatistics(
            long known,
            long cited,
            long citedItself,
            @Nullable Integer since) {}
}
