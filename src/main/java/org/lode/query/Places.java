package org.lode.query;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.Failure.BadInput;
import org.lode.model.Shape;
import org.lode.model.Shape.Member;

/** Conditions on a place as a whole: whether it is known, and whether it lies within a box. */
final class Places {
    private static final double POLE = 90;
    private static final double ANTIMERIDIAN = 180;

    private Places() {}

    /** Whether a place is known; one with half of its coordinates is not. */
    static Condition isNull(TableRef table, Shape place, boolean missing) {
        Condition known = column(table, place, Shape.LATITUDE)
                .isNotNull()
                .and(column(table, place, Shape.LONGITUDE).isNotNull());
        return missing ? DSL.not(known) : known;
    }

    /**
     * Whether a place lies within a box, the edges included.
     *
     * <p>A box whose west is greater than its east crosses the antimeridian. The meridians 180 and -180 are the same line.
     */
    static Condition within(TableRef table, Shape place, Map<String, ?> box, Path at) {
        double west = bound(box, "west", ANTIMERIDIAN, at);
        double south = bound(box, "south", POLE, at);
        double east = bound(box, "east", ANTIMERIDIAN, at);
        double north = bound(box, "north", POLE, at);
        if (south > north) {
            throw new BadInput(at.to("south").text(), shown(south), "at most north, which is " + shown(north));
        }
        Field<?> latitude = column(table, place, Shape.LATITUDE);
        Field<?> longitude = column(table, place, Shape.LONGITUDE);
        Condition between = atLeast(longitude, west).and(atMost(longitude, east));
        if (west > east) {
            between = atLeast(longitude, west).or(atMost(longitude, east));
        } else if (east == ANTIMERIDIAN) {
            between = between.or(atMost(longitude, -ANTIMERIDIAN));
        } else if (west == -ANTIMERIDIAN) {
            between = between.or(atLeast(longitude, ANTIMERIDIAN));
        }
        return atLeast(latitude, south).and(atMost(latitude, north)).and(between);
    }

    private static Condition atLeast(Field<?> column, double bound) {
        return degrees(column).ge(DSL.inline(BigDecimal.valueOf(bound)));
    }

    private static Condition atMost(Field<?> column, double bound) {
        return degrees(column).le(DSL.inline(BigDecimal.valueOf(bound)));
    }

    private static Field<BigDecimal> degrees(Field<?> column) {
        return column.coerce(SQLDataType.NUMERIC);
    }

    private static double bound(Map<String, ?> box, String side, double most, Path at) {
        double bound = ((Number) Objects.requireNonNull(box.get(side))).doubleValue();
        if (Math.abs(bound) > most) {
            throw new BadInput(at.to(side).text(), shown(bound), shown(-most) + " to " + shown(most));
        }
        return bound;
    }

    /** Written without a point where it is whole. */
    private static String shown(double degrees) {
        return BigDecimal.valueOf(degrees).stripTrailingZeros().toPlainString();
    }

    private static Field<?> column(TableRef table, Shape place, String name) {
        Member.Leaf leaf = (Member.Leaf) Objects.requireNonNull(place.member(name));
        return table.column(leaf.field());
    }
}
