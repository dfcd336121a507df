package org.lode.author;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.author.Draft.Row;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.PartialDate;
import org.lode.model.Table;

/** Rules that hold records against each other: places and countries, dates, stakes and operators, primary minerals. */
final class RecordRules {
    private static final String LATITUDE = "latitude";
    private static final String LONGITUDE = "longitude";
    private static final String ACCURACY = "location_accuracy";
    private static final Pattern KEY = Pattern.compile("([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)-[a-z].*");
    private static final Pattern ABOUT_LATER = Pattern.compile("target|planned|projected|ceiling");
    private static final BigDecimal WHOLE = new BigDecimal(100);
    private static final String INTEREST = "interest_pct";
    private static final String PRIMARY = "primary_mineral_id";

    private static final Borders BORDERS = Borders.kept();
    private final Draft draft;
    private final Consumer<Problem> report;

    RecordRules(Draft draft, Consumer<Problem> report) {
        this.draft = draft;
        this.report = report;
    }

    void check() {
        checkPlaces();
        checkDates();
        checkStakes();
        checkPrimaryMinerals();
    }

    /** Coordinates are complete, state their accuracy, and lie in the country of their record. */
    private void checkPlaces() {
        for (Table table : draft.description().tables()) {
            if (table.columns().contains(LATITUDE)) {
                draft.rows(table).forEach(this::checkPlace);
            }
        }
    }

    private void checkPlace(Row row) {
        boolean placed = row.has(LATITUDE) && row.has(LONGITUDE);
        if (row.has(LATITUDE) && !placed) {
            report.accept(row.problem(LONGITUDE, "a longitude, as there is a latitude"));
        } else if (row.has(LONGITUDE) && !placed) {
            report.accept(row.problem(LATITUDE, "a latitude, as there is a longitude"));
        } else if (!placed && row.text(ACCURACY).equals("SITE")) {
            report.accept(row.problem(ACCURACY, "REGION or COUNTRY, as there are no coordinates"));
        } else if (placed && row.text(ACCURACY).equals("COUNTRY")) {
            report.accept(row.problem(ACCURACY, "SITE or REGION, as there are coordinates"));
        } else if (placed && !isInside(row)) {
            report.accept(row.warning(
                    LATITUDE,
                    "%s, %s in %s".formatted(row.text(LATITUDE), row.text(LONGITUDE), country(row)),
                    "a place within its country, or off its coast"));
        }
    }

    private boolean isInside(Row row) {
        Row country = draft.record(country(row));
        try {
            return country == null
                    || BORDERS.canHold(
                            country.text("code"),
                            Double.parseDouble(row.text(LATITUDE)),
                            Double.parseDouble(row.text(LONGITUDE)));
        } catch (NumberFormatException e) {
            // TableRules reports the cell.
            return true;
        }
    }

    private static String country(Row row) {
        return row.id().startsWith("country:") ? row.id() : row.text("country_id");
    }

    /** Dates agree with each other: of an event and its key, of money and its project, of an end and a status. */
    private void checkDates() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (Table table : draft.description().tables()) {
            for (Field field : table.fields()) {
                if (field.type() == FieldType.DATE) {
                    draft.rows(table).forEach(row -> checkPast(row, field.name(), today));
                }
            }
        }
        draft.rows("projects").forEach(this::checkEnd);
        draft.rows("deal_events").forEach(this::checkKey);
        draft.rows("investments").forEach(row -> {
            checkBasis(row);
            Row project = project(row);
            // The dates of a project are those of its agency: another agency may pay earlier or later.
            boolean own = project != null && project.text("agency_id").equals(row.text("agency_id"));
            checkWithin(row, "announced", own ? project : null);
        });
        draft.rows("deal_events").forEach(row -> {
            Row deal = draft.record(row.id());
            checkWithin(row, "date", deal == null ? null : project(deal));
        });
    }

    private void checkPast(Row row, String column, LocalDate today) {
        boolean past = !ABOUT_LATER
                .matcher(row.text("indicator") + " " + row.text("product"))
                .find();
        date(row, column)
                .filter(date -> past && date.first().isAfter(today))
                .ifPresent(
                        date -> report.accept(row.warning(column, "a date that has come, but for plans and targets")));
    }

    private void checkEnd(Row row) {
        String status = row.text("status");
        if (row.has("end_date") && (status.equals("ACTIVE") || status.equals("UNKNOWN"))) {
            report.accept(row.warning("end_date", "none while the status is ACTIVE or UNKNOWN"));
        }
    }

    /** A key keeps its date when the date is corrected. It may be less precise, or begin with {@code undated-}. */
    private void checkKey(Row row) {
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

    /** The value date is the announcement, or the year in which the project starts or ends, as its basis says. */
    private void checkBasis(Row row) {
        Row project = project(row);
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

    private void checkWithin(Row row, String column, @Nullable Row project) {
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

    private @Nullable Row project(Row row) {
        return row.has("project_id") ? draft.record(row.text("project_id")) : null;
    }

    private static boolean meet(PartialDate a, PartialDate b) {
        return !a.first().isAfter(b.last()) && !b.first().isAfter(a.last());
    }

    private static Optional<PartialDate> date(Row row, String column) {
        return Optional.ofNullable(row.get(column)).flatMap(RecordRules::parse);
    }

    private static Optional<PartialDate> parse(String text) {
        try {
            return Optional.of(PartialDate.parse(text));
        } catch (IllegalArgumentException e) {
            // TableRules reports the cell.
            return Optional.empty();
        }
    }

    /** The stakes in a project add up to 100 % at most, and one organization operates it. */
    private void checkStakes() {
        Map<String, List<Row>> byProject = new LinkedHashMap<>();
        draft.rows("project_participants")
                .forEach(row -> byProject
                        .computeIfAbsent(row.id(), project -> new ArrayList<>())
                        .add(row));
        byProject.values().forEach(rows -> {
            checkShares(rows);
            checkOperators(rows);
        });
    }

    /** The share of a VEHICLE is not counted: the participants behind it hold it. */
    private void checkShares(List<Row> rows) {
        try {
            BigDecimal sum = rows.stream()
                    .filter(row -> row.has(INTEREST) && !row.text("role").equals("VEHICLE"))
                    .map(row -> new BigDecimal(row.text(INTEREST)))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            if (sum.compareTo(WHOLE) > 0) {
                report.accept(rows.getFirst()
                        .warning(INTEREST, sum.toPlainString() + " in all", "stakes of one time: at most 100 in all"));
            }
        } catch (NumberFormatException e) {
            // TableRules reports the cell.
        }
    }

    private void checkOperators(List<Row> rows) {
        List<Row> operators =
                rows.stream().filter(row -> row.text("role").equals("OPERATOR")).toList();
        if (operators.size() > 1) {
            report.accept(operators
                    .get(1)
                    .warning(
                            "role",
                            operators.stream()
                                    .map(row -> row.text("organization_id"))
                                    .collect(Collectors.joining(", ")),
                            "one operator at a time"));
        }
        Row project = draft.record(rows.getFirst().id());
        if (project != null
                && !operators.isEmpty()
                && operators.stream()
                        .noneMatch(row -> row.text("organization_id").equals(project.text("operator_id")))) {
            report.accept(project.warning("operator_id", "the participant with the role OPERATOR"));
        }
    }

    /** The primary mineral of a project is one of its minerals, or a wider name of one. */
    private void checkPrimaryMinerals() {
        Map<String, Set<String>> minerals = new HashMap<>();
        for (Row row : draft.rows("project_minerals")) {
            Set<String> names = minerals.computeIfAbsent(row.text("project_id"), project -> new HashSet<>());
            @Nullable Row mineral = draft.record(row.text("mineral_id"));
            while (mineral != null && names.add(mineral.id())) {
                mineral = mineral.has("parent_id") ? draft.record(mineral.text("parent_id")) : null;
            }
        }
        for (Row project : draft.rows("projects")) {
            String primary = project.get(PRIMARY);
            if (primary != null
                    && draft.record(primary) != null
                    && !minerals.getOrDefault(project.id(), Set.of()).contains(primary)) {
                report.accept(project.problem(PRIMARY, "a mineral of the project, or a wider name of one"));
            }
        }
    }
}
