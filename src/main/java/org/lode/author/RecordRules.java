package org.lode.author;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lode.author.Draft.Row;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.PartialDate;
import org.lode.model.Table;

/** Rules that hold records against each other: places and countries, dates, stakes and operators, primary minerals. */
final class RecordRules extends Rules {
    private static final String LATITUDE = "latitude";
    private static final String LONGITUDE = "longitude";
    private static final String ACCURACY = "location_accuracy";
    private static final Pattern KEY = Pattern.compile("([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)-[a-z].*");
    private static final Pattern ABOUT_LATER = Pattern.compile("target|planned|projected|ceiling");
    private static final BigDecimal WHOLE = new BigDecimal(100);
    private static final String INTEREST = "interest_pct";
    private static final String PRIMARY = "primary_mineral_id";

    private static final Borders BORDERS = Borders.kept();

    RecordRules(Draft draft, Consumer<Problem> report) {
        super(draft, report);
    }

    @Override
    void check() {
        for (Table table : draft.description().tables()) {
            if (table.columns().contains(LATITUDE)) {
                draft.rows(table).forEach(this::checkPlace);
            }
        }
        checkDates();
        grouped(draft.rows("project_participants"), Row::id).values().forEach(rows -> {
            checkShares(rows);
            checkOperators(rows);
        });
        checkPrimaryMinerals();
    }

    /** Coordinates are complete, state their accuracy, and lie in the country of their record. */
    private void checkPlace(Row row) {
        boolean placed = row.has(LATITUDE) && row.has(LONGITUDE);
        boolean anywhere = row.has(LATITUDE) || row.has(LONGITUDE);
        String accuracy = row.text(ACCURACY);
        boolean vague = accuracy.equals("COUNTRY");
        require(placed || !row.has(LATITUDE), row, LONGITUDE, "a longitude, as there is a latitude");
        require(placed || !row.has(LONGITUDE), row, LATITUDE, "a latitude, as there is a longitude");
        require(anywhere || !accuracy.equals("SITE"), row, ACCURACY, "REGION or COUNTRY, as there are no coordinates");
        require(!placed || !vague, row, ACCURACY, "SITE or REGION, as there are coordinates");
        String country = row.id().startsWith("country:") ? row.id() : row.text("country_id");
        String found = "%s, %s in %s".formatted(row.text(LATITUDE), row.text(LONGITUDE), country);
        if (placed && !vague && !isInside(row, draft.record(country))) {
            warning(row, LATITUDE, found, "a place within its country, or off its coast");
        }
    }

    private static boolean isInside(Row row, @Nullable Row country) {
        return country == null
                || parsed(row, place -> {
                            double latitude = Double.parseDouble(place.text(LATITUDE));
                            return BORDERS.canHold(
                                    country.text("code"), latitude, Double.parseDouble(place.text(LONGITUDE)));
                        })
                        .orElse(true);
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
        for (Row row : draft.rows("projects")) {
            boolean open = List.of("ACTIVE", "UNKNOWN").contains(row.text("status"));
            expect(!row.has("end_date") || !open, row, "end_date", "none while the status is ACTIVE or UNKNOWN");
        }
        draft.rows("deal_events").forEach(this::checkKey);
        draft.rows("investments").forEach(row -> {
            checkBasis(row);
            Row project = named(row, "project_id");
            // The dates of a project are those of its agency: another agency may pay earlier or later.
            boolean own = project != null && project.text("agency_id").equals(row.text("agency_id"));
            checkWithin(row, "announced", own ? project : null);
        });
        draft.rows("deal_events").forEach(row -> {
            Row deal = draft.record(row.id());
            checkWithin(row, "date", deal == null ? null : named(deal, "project_id"));
        });
    }

    private void checkPast(Row row, String column, LocalDate today) {
        String subject = row.text("indicator") + " " + row.text("product");
        boolean later =
                date(row, column).filter(date -> date.first().isAfter(today)).isPresent();
        boolean plan = ABOUT_LATER.matcher(subject).find();
        expect(!later || plan, row, column, "a date that has come, but for plans and targets");
    }

    /** A key keeps its date when the date is corrected. It may be less precise, or begin with {@code undated-}. */
    private void checkKey(Row row) {
        String key = row.text("key");
        Matcher dated = KEY.matcher(key);
        if (dated.matches()) {
            Optional<PartialDate> date = date(row, "date");
            boolean meet = parsed(dated.group(1), PartialDate::parse)
                    .filter(named -> date.filter(other -> meet(named, other)).isPresent())
                    .isPresent();
            String found = "%s on %s".formatted(key, row.has("date") ? row.text("date") : "no date");
            if (!meet) {
                warning(row, "key", found, "the date of the event, unless a first date was wrong");
            }
        } else {
            expect(key.startsWith("undated-"), row, "key", "the date of the event, or undated-, and its type");
        }
    }

    /** The value date is the announcement, or the year in which the project starts or ends, as its basis says. */
    private void checkBasis(Row row) {
        Row project = named(row, "project_id");
        String given = row.text("value_date");
        String expected = switch (row.text("value_date_basis")) {
            case "ANNOUNCED" -> row.text("announced");
            case "PROJECT_START" -> year(project, "start_date");
            case "PROJECT_END" -> year(project, "end_date");
            case "NOT_REPORTED" -> "";
            default -> given;
        };
        if (!expected.equals(given)) {
            String found = "%s (%s)".formatted(given, row.text("value_date_basis"));
            warning(row, "value_date", found, (expected.isEmpty() ? "empty" : expected) + ", by its basis");
        }
    }

    private static String year(@Nullable Row project, String column) {
        return Optional.ofNullable(project)
                .flatMap(row -> date(row, column))
                .map(date -> date.text().substring(0, 4))
                .orElse("");
    }

    private void checkWithin(Row row, String column, @Nullable Row project) {
        Optional<PartialDate> date = date(row, column);
        if (project != null && date.isPresent()) {
            LocalDate first = date.get().first();
            LocalDate last = date.get().last();
            boolean early = date(project, "start_date")
                    .filter(start -> last.isBefore(start.first()))
                    .isPresent();
            boolean late = date(project, "end_date")
                    .filter(end -> first.isAfter(end.last()))
                    .isPresent();
            if (early || late) {
                String bound = early ? "start_date" : "end_date";
                String found = "%s (%s %s)".formatted(row.text(column), bound, project.text(bound));
                warning(row, column, found, early ? "not before its project begins" : "not after its project ends");
            }
        }
    }

    private static boolean meet(PartialDate a, PartialDate b) {
        return !a.first().isAfter(b.last()) && !b.first().isAfter(a.last());
    }

    /** The stakes in a project add up to 100 % at most. That of a VEHICLE is not counted: the participants behind it hold it. */
    private void checkShares(List<Row> rows) {
        Optional<BigDecimal> sum = parsed(
                rows,
                all -> all.stream()
                        .filter(row -> row.has(INTEREST) && !row.text("role").equals("VEHICLE"))
                        .map(row -> new BigDecimal(row.text(INTEREST)))
                        .reduce(BigDecimal.ZERO, BigDecimal::add));
        sum.filter(stakes -> stakes.compareTo(WHOLE) > 0).ifPresent(stakes -> {
            String found = stakes.toPlainString() + " in all";
            warning(rows.getFirst(), INTEREST, found, "stakes of one time: at most 100 in all");
        });
    }

    /** One organization operates a project. */
    private void checkOperators(List<Row> rows) {
        List<Row> operators =
                rows.stream().filter(row -> row.text("role").equals("OPERATOR")).toList();
        List<String> names =
                operators.stream().map(row -> row.text("organization_id")).toList();
        if (operators.size() > 1) {
            warning(operators.get(1), "role", String.join(", ", names), "one operator at a time");
        }
        Row project = draft.record(rows.getFirst().id());
        if (project != null && !names.isEmpty()) {
            boolean operates = names.contains(project.text("operator_id"));
            expect(operates, project, "operator_id", "the participant with the role OPERATOR");
        }
    }

    /** The primary mineral of a project is one of its minerals, or a wider name of one. */
    private void checkPrimaryMinerals() {
        Map<String, Set<String>> minerals = new HashMap<>();
        for (Row row : draft.rows("project_minerals")) {
            Set<String> names = minerals.computeIfAbsent(row.text("project_id"), project -> new HashSet<>());
            @Nullable Row mineral = named(row, "mineral_id");
            while (mineral != null && names.add(mineral.id())) {
                mineral = named(mineral, "parent_id");
            }
        }
        for (Row project : draft.rows("projects")) {
            Row primary = named(project, PRIMARY);
            boolean one = primary == null
                    || minerals.getOrDefault(project.id(), Set.of()).contains(primary.id());
            require(one, project, PRIMARY, "a mineral of the project, or a wider name of one");
        }
    }
}
