package org.lode.model;

import java.util.Map;

/**
 * What people read about a field.
 *
 * @param title a word or a few ({@code Start})
 * @param description sentences on what it means
 * @param inGraphQl what GraphQL says of it: the description, or a text of its own
 * @param example a value as a file has it; empty when none is given
 * @param values what each value of a closed list means
 */
public record Wording(String title, String description, String inGraphQl, String example, Map<String, String> values) {

    /** The words for a field that stands in no table. */
    static Wording of(String description) {
        return new Wording("", description, description, "", Map.of());
    }
}
