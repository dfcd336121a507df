package org.lode.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one record, in one release or in all between two.
 *
 * @param between the releases of a difference; null for a change of one release
 * @param type kind of the record in GraphQL's words ({@code FX_RATE})
 * @param sequence the release, or the last one that touched the record
 * @param into id of the record that it was merged into
 * @param beforeHash leaf hash in hex; null when the record is new
 * @param afterHash leaf hash in hex; null when the record is gone
 */
public record Change(
        @Nullable Between between,
        String op,
        String type,
        String recordId,
        int sequence,
        List<String> reasons,
        @Nullable String note,
        @Nullable String into,
        @Nullable String beforeHash,
        @Nullable String afterHash,
        List<FieldChange> fields)
        implements OfRecord {

    /** A field whose value differs. Values are as in JSON Lines. */
    public record FieldChange(
            String path, @Nullable Object before, @Nullable Object after) {}

    /** The releases that a difference leads from and to. */
    public record Between(int from, int to) {}
}
