package org.lode.files;

import static org.lode.files.SqliteScript.ROW;
import static org.lode.files.SqliteScript.first;
import static org.lode.files.SqliteScript.in;
import static org.lode.files.SqliteScript.last;
import static org.lode.files.SqliteScript.quoted;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.Table;
import org.lode.model.View;
import org.lode.model.View.Column;
import org.lode.model.View.Pivot;
import org.lode.model.View.Step;

/**
 * The statements that make the flat tables of {@code lode.sqlite}, which are views.
 *
 * <p>Readers may have an older SQLite than Lode. So views use nothing newer than SQLite 3.30.
 */
final class SqliteViews {
    private final ReleaseContent content;

    SqliteViews(ReleaseContent content) {
        this.content = content;
    }

    /** Makes a flat table that has no pivot. */
    String view(View view) {
        Stream<String> order =
                Stream.concat(view.order().stream().flatMap(SqliteViews::order), Stream.of(id(ROW, view.table())));
        return "create view %s as\nselect\n  %s\nfrom %s t\norder by %s"
                .formatted(
                        quoted(view.name()),
                        columns(view).collect(Collectors.joining(",\n  ")),
                        quoted(view.table().name()),
                        order.distinct().collect(Collectors.joining(", ")));
    }

    /** The order of a field, without a value last; of a date that of its first and then its last day. */
    private static Stream<String> order(Field field) {
        return (field.type() == FieldType.DATE ? Stream.of(first(field), last(field)) : Stream.of(field.name()))
                .map(name -> in(ROW, name))
                .flatMap(column -> field.required() ? Stream.of(column) : Stream.of(column + " is null", column));
    }

    private Stream<String> columns(View view) {
        return view.columns().stream().map(column -> "%s as %s".formatted(value(column), quoted(column.name())));
    }

    private String value(Column column) {
        String value = value(ROW, column.way(), column, 0);
        String otherwise = column.otherwise();
        return otherwise == null ? value : "coalesce(%s, '%s')".formatted(value, otherwise.replace("'", "''"));
    }

    /** The value at the end of a way, or the list of its values. */
    private String value(String alias, List<Step> way, Column column, int depth) {
        if (way.isEmpty()) {
            return in(alias, column.source().name());
        }
        List<Step> rest = way.subList(1, way.size());
        return switch (way.getFirst()) {
            case Step.Reference one -> referenced(alias, one.field(), rest, column, depth);
            case Step.Rows many -> list(alias, many, rest, column, depth);
        };
    }

    /** Of the first table that has the record. */
    private String referenced(String alias, Field reference, List<Step> rest, Column column, int depth) {
        String next = "r" + depth;
        List<String> found = reference.references().stream()
                .map(table -> "(select %s from %s %s where %s = %s)"
                        .formatted(
                                value(next, rest, column, depth + 1),
                                quoted(table),
                                next,
                                in(next, "id"),
                                in(alias, reference.name())))
                .toList();
        return found.size() == 1
                ? found.getFirst()
                : found.stream().collect(Collectors.joining(", ", "coalesce(", ")"));
    }

    /** As JSON. An aggregate keeps the order of the rows below it, also in an older SQLite. */
    private String list(String alias, Step.Rows step, List<Step> rest, Column column, int depth) {
        String next = "r" + depth;
        return """
                (select nullif(json_group_array(v), '[]') from (
                    select %s as v from %s %s where %s order by %s
                  ) where v is not null)""".formatted(
                        value(next, rest, column, depth + 1),
                        quoted(step.table().name()),
                        next,
                        step.same().stream()
                                .map(pair -> "%s = %s"
                                        .formatted(
                                                in(next, pair.there().name()),
                                                in(alias, pair.here().name())))
                                .collect(Collectors.joining(" and ")),
                        id(next, step.table()));
    }

    /** The id of a row. That of a part is the id of its owner and its key, with slashes between. */
    private String id(String alias, Table table) {
        return content.description().key(table).stream()
                .map(name -> in(alias, name))
                .collect(Collectors.joining(" || '/' || "));
    }

    /** Asks for the years of a pivot. */
    static String years(View view, Pivot pivot) {
        return "select distinct cast(substr(%s, 1, 4) as integer) as y from %s t where %s order by y"
                .formatted(in(ROW, first(pivot.by())), quoted(view.table().name()), counts(pivot));
    }

    /** Whether a row has a value for twelve months. */
    private static String counts(Pivot pivot) {
        return "%s is not null and %s = date(%s, '+1 year', '-1 day')"
                .formatted(in(ROW, pivot.value().name()), in(ROW, last(pivot.by())), in(ROW, first(pivot.by())));
    }

    /** Makes the flat table that has a column for each of these years. */
    String pivot(View view, Pivot pivot, List<Integer> years) {
        String first = in(ROW, first(pivot.by()));
        String same = Stream.concat(view.order().stream().map(Field::name), Stream.of(first(pivot.by())))
                .map(name -> in(ROW, name))
                .collect(Collectors.joining(", "));
        List<String> group = new ArrayList<>(
                view.columns().stream().map(column -> quoted(column.name())).toList());
        group.add("\"year_begins\"");
        group.add("\"repeat\"");
        List<String> levels =
                content.data().table("citations").field("confidence").allowed();
        List<String> shown = new ArrayList<>(group);
        shown.add(listed(years, "' ' || q", "q <> '%s'".formatted(Pivot.EXACT)) + " as \"qualified\"");
        shown.add(listed(years, "''", "d") + " as \"contradicted\"");
        shown.add(listed(years, "' ' || c", "c <> '%s'".formatted(levels.getFirst())) + " as \"confidence\"");
        years.forEach(year -> shown.add("max(case when y = %1$d then v end) as \"%1$d\"".formatted(year)));
        String order = Stream.concat(
                        view.order().stream()
                                .map(field -> quoted(field.name()))
                                .flatMap(name -> Stream.of(name + " is null", name)),
                        Stream.of("\"year_begins\"", "\"repeat\""))
                .collect(Collectors.joining(", "));
        return """
                create view %s as
                select
                  %s
                from (
                  select
                    %s,
                    cast(substr(%s, 6, 2) as integer) as "year_begins",
                    row_number() over (partition by %s order by t."id") as "repeat",
                    cast(substr(%s, 1, 4) as integer) as y, %s as v, %s as q,
                    exists (%s) as d,
                    coalesce((%s order by %s limit 1), '%s') as c
                  from %s t
                  where %s
                )
                group by %s
                order by %s""".formatted(
                quoted(view.name()),
                String.join(",\n  ", shown),
                columns(view).collect(Collectors.joining(",\n    ")),
                first,
                same,
                first,
                in(ROW, pivot.value().name()),
                in(ROW, pivot.qualifier().name()),
                citations("1", "CONTRADICTS"),
                citations("\"confidence\"", "SUPPORTS"),
                levels.stream().map("\"confidence\" = '%s' desc"::formatted).collect(Collectors.joining(", ")),
                Pivot.NONE,
                quoted(view.table().name()),
                counts(pivot),
                String.join(", ", group),
                order);
    }

    private static String citations(String shown, String stance) {
        return "select %s from \"citations\" where \"subject_id\" = t.\"id\" and \"stance\" = '%s'"
                .formatted(shown, stance);
    }

    /** The years of which something holds, as JSON. Each is named, since aggregates of an older SQLite have no order. */
    private static String listed(List<Integer> years, String note, String holds) {
        return years.isEmpty()
                ? "null"
                : years.stream()
                        .map(year -> "coalesce(max(case when y = %1$d and %3$s then ',\"%1$d' || %2$s || '\"' end), '')"
                                .formatted(year, note, holds))
                        .collect(Collectors.joining("\n    || ", "nullif('[' || substr(", ", 2) || ']', '[]')"));
    }
}
