package org.lode.author;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Boxes around the parts of countries, for validation alone. They suffice to find a wrong sign or a wrong country.
 *
 * <p>They are made by {@code .ci/borders} from Natural Earth 1:10m, which is in the public domain. Some territories,
 * such as Guadeloupe, have no box, because Natural Earth counts them to a country.
 */
final class Borders {
    /** The reach of an exclusive economic zone, 200 nautical miles, in degrees of latitude. */
    static final double OFFSHORE = 3.4;

    /** The error of coordinates with one digit after the point, in degrees. */
    private static final double ROUNDING = 0.1;

    /** One box in degrees; where {@code west} is above {@code east}, it crosses the antimeridian. */
    private record Box(double west, double south, double east, double north) {

        boolean holds(double latitude, double longitude, double margin) {
            double width = east < west ? east - west + 360 : east - west;
            double fromWest = (longitude - west + margin + 720) % 360;
            return latitude >= south - margin && latitude <= north + margin && fromWest <= width + 2 * margin;
        }
    }

    private final Map<String, List<Box>> boxes = new HashMap<>();

    /** Reads the boxes from {@code borders.csv} on the class path. */
    static Borders kept() {
        try (InputStream kept = Borders.class.getResourceAsStream("borders.csv")) {
            if (kept == null) {
                throw new IllegalStateException("borders.csv is not in the program");
            }
            Borders borders = new Borders();
            new String(kept.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .forEach(borders::add);
            return borders;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        String[] cells = line.split(",", -1);
        boxes.computeIfAbsent(cells[0], code -> new ArrayList<>())
                .add(new Box(number(cells[1]), number(cells[2]), number(cells[3]), number(cells[4])));
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }

    /** Returns whether a place can be in a country: inside it, or off its coast and in no other country. */
    boolean canHold(String code, double latitude, double longitude) {
        List<Box> own = boxes.get(code);
        return own == null
                || holds(own, latitude, longitude, ROUNDING)
                || (holds(own, latitude, longitude, OFFSHORE)
                        && boxes.values().stream().noneMatch(other -> holds(other, latitude, longitude, 0)));
    }

    private static boolean holds(List<Box> boxes, double latitude, double longitude, double margin) {
        return boxes.stream().anyMatch(box -> box.holds(latitude, longitude, margin));
    }
}
