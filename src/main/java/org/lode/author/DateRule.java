package org.lode.author;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lode.model.Field;
import org.lode.model.FieldType;
import org.lode.model.PartialDate;
import org.lode.model.Table;

/** Dates agree with each other: of an event and its key, of money and its project, of an end and a status. */
final class DateRule implements Rule {
    private static final Pattern KEY = Pattern.compile("([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)-[a-z].*");
    private static final Pattern ABOUT_LATER = Pattern.compile("target|planned|projected|ceiling");

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (Table table : draft.description().tables()) {
            for (Field field : table.fields()) {
                if (field.type() == FieldType.DATE) {
                    draft.rows(table).forEach(row -> checkPast(row, field.name(), today, report));
                }
            }
        }
        draft.rows("projects").forEach(row -> checkEnd(row, report));
        draft.rows("deal_events").forEach(row -> checkKey(row, report));
        draft.rows("investments").forEach(row -> {
            checkBasis(draft, row, report);
            Row project = project(draft, row);
            // The dates of a project are those of its agency: another one may pay earlier or later.
            boolean own = project != null && project.text("agency_id").equals(row.text("agency_id"));
            checkWithin(row, "announced", own ? project : null, report);
        });
        draft.rows("deal_events").forEach(row -> {
            Row deal = draft.record(row.id());
            checkWithin(row, "date", deal == null ? null : project(draft, deal), report);
        });
    }

    private static void checkPast(Row row, String column, LocalDate today, Consumer<Problem> report) {
        boolean told = !ABOUT_LATER
                .matcher(row.text("indicator") + " " + row.text("product"))
                .find();
        date(row, column)
                .filter(date -> told && date.first().isAfter(today))
                .ifPresent(
                        date -> report.accept(row.warning(column, "a date that has come, but for plans and targets")));
    }

    private static void checkEnd(Row row, Consumer<Problem> report) {
        String status = row.text("status");
        if (row.has("end_date") && (status.equals("ACTIVE") || status.equals("UNKNOWN"))) {
            report.accept(row.warning("end_date", "none while the status is ACTIVE or UNKNOWN"));
        }
    }

    /** A key keeps its date when the date is corrected; it may be less precise, or say that there was none. */
    private static void checkKey(Row row, Consumer<Problem> report) {
        String key = row.text("key");
        Matcher dated = KEY.matcher(key);
        if (dated.matches()) {
            Optional<PartialDate> named = parse(dated.group(1));
            Optional<PartialDate> date = date(row, "date");
            if (date.isEmpty() || named.isEmpty() || !meet(named.get(), date.get())) {
                report.accept(row.warning(
                        "key",
                        "%s on %s".formatted(key, row.has("date") ? row.text("date") : "no date"),
                        "the date of the event, unless a first date was wrong"));
            }
        } else if (!key.startsWith("undated-")) {
            report.accept(row.warning("key", "the date of the event, or undated-, and its type"));
        }
    }

    /** The value date is the day of announcement, or the year of the project that the basis names. */
    private static void checkBasis(Draft draft, Row row, Consumer<Problem> report) {
        Row project = project(draft, row);
        String expected = switch (row.text("value_date_basis")) {
            case "ANNOUNCED" -> row.text("announced");
            case "PROJECT_START" -> year(project, "start_date");
            case "PROJECT_END" -> year(project, "end_date");
            case "NOT_REPORTED" -> "";
            default -> row.text("value_date");
        };
        if (!expected.equals(row.text("value_date"))) {
            report.accept(row.warning(
                    "value_date",
                    "%s (%s)".formatted(row.text("value_date"), row.text("value_date_basis")),
                    expected.isEmpty() ? "empty, by its basis" : expected + ", by its basis"));
        }
    }

    private static String year(@Nullable Row project, String column) {
        return project == null
                ? ""
                : date(project, column).map(date -> date.text().substring(0, 4)).orElse("");
    }

    private static void checkWithin(Row row, String column, @Nullable Row project, Consumer<Problem> report) {
        Optional<PartialDate> date = date(row, column);
        if (project == null || date.isEmpty()) {
            return;
        }
        boolean early = date(project, "start_date")
                .map(start -> date.get().last().isBefore(start.first()))
                .orElse(false);
        boolean late = date(project, "end_date")
                .map(end -> date.get().first().isAfter(end.last()))
                .orElse(false);
        if (early || late) {
            String bound = early ? "start_date" : "end_date";
            report.accept(row.warning(
                    column,
                    "%s (%s %s)".formatted(row.text(column), bound, project.text(bound)),
                    early ? "not before its project begins" : "not after its project ends"));
        }
    }

    private static @Nullable Row project(Draft draft, Row row) {
        return row.has("project_id") ? draft.record(row.text("project_id")) : null;
    }

    private static boolean meet(PartialDate a, PartialDate b) {
        return !a.first().isAfter(b.last()) && !b.first().isAfter(a.last());
    }

    private static Optional<PartialDate> date(Row row, String column) {
        return Optional.ofNullable(row.get(column)).flatMap(DateRule::parse);
    }

    private static Optional<PartialDate> parse(String text) {
        try {
            return Optional.of(PartialDate.parse(text));
        } catch (IllegalArgumentException e) {
            // Reported as a cell of the wrong form.
            return Optional.empty();
        }
    }
}
