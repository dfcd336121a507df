package org.lode.author;

import java.util.function.Consumer;
import org.lode.model.Field;
import org.lode.model.Table;

/** Coordinates are whole, say what they stand for, and lie in the country of their record. */
final class PlaceRule implements Rule {
    private static final String LATITUDE = "latitude";
    private static final String LONGITUDE = "longitude";
    private static final String ACCURACY = "location_accuracy";

    private final Borders borders = Borders.kept();

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        for (Table table : draft.description().tables()) {
            if (table.fields().stream().map(Field::name).anyMatch(LATITUDE::equals)) {
                draft.rows(table).forEach(row -> check(draft, row, report));
            }
        }
    }

    private void check(Draft draft, Row row, Consumer<Problem> report) {
        boolean placed = row.has(LATITUDE) && row.has(LONGITUDE);
        if (row.has(LATITUDE) && !placed) {
            report.accept(row.problem(LONGITUDE, "a longitude, as there is a latitude"));
        } else if (row.has(LONGITUDE) && !placed) {
            report.accept(row.problem(LATITUDE, "a latitude, as there is a longitude"));
        } else if (!placed && row.text(ACCURACY).equals("SITE")) {
            report.accept(row.problem(ACCURACY, "REGION or COUNTRY, as there are no coordinates"));
        } else if (placed && row.text(ACCURACY).equals("COUNTRY")) {
            report.accept(row.problem(ACCURACY, "SITE or REGION, as there are coordinates"));
        } else if (placed && !isInside(draft, row)) {
            report.accept(row.warning(
                    LATITUDE,
                    "%s, %s in %s".formatted(row.text(LATITUDE), row.text(LONGITUDE), country(row)),
                    "a place within its country, or off its coast"));
        }
    }

    private boolean isInside(Draft draft, Row row) {
        Row country = draft.record(country(row));
        try {
            return country == null
                    || borders.canHold(
                            country.text("code"),
                            Double.parseDouble(row.text(LATITUDE)),
                            Double.parseDouble(row.text(LONGITUDE)));
        } catch (NumberFormatException e) {
            // Reported as a cell of the wrong form.
            return true;
        }
    }

    private static String country(Row row) {
        return row.id().startsWith("country:") ? row.id() : row.text("country_id");
    }
}
