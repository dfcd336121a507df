package org.lode.model;

import java.util.List;
import java.util.Map;

/**
 * What people read about a table, and what its lists in GraphQL offer beyond what follows from its fields. Paths are names in
 * GraphQL, from a row downwards, with points between them.
 *
 * @param title what its rows are called together ({@code Exchange rates})
 * @param orders what related rows hold and rows can be sorted by ({@code country.name}, {@code deals.count})
 * @param groups what rows can be grouped by as well ({@code region}, {@code project.country})
 * @param objects objects made of values of a row, by their path
 */
public record Presentation(
        String title, String description, List<String> orders, List<String> groups, Map<String, ObjectType> objects) {

    /** The GraphQL type of an object that is made of values of a row, and what it is there. */
    public record ObjectType(String type, String description) {}
}
