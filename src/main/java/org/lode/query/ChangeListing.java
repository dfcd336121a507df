package org.lode.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of changes, for pages and files. It has the releases after {@code low} up to {@code high}. */
public sealed interface ChangeListing {

    int low();

    int high();

    /** The kinds of record, by their names in canonical JSON; null for all. */
    @Nullable
    List<String> types();

    /** Whether the newest changes come first. */
    boolean newestFirst();

    /** The release that the changes lead to. */
    default int end() {
        return high();
    }

    default String fingerprint(String parent) {
        String order = newestFirst() ? " newest first" : "";
        return switch (this) {
            case Net net -> "diff %d %d %s %s".formatted(low(), high(), types(), net.inverted());
            case Feed feed -> "changes %d %s%s".formatted(low(), types(), order);
            case History history -> "history " + parent + order;
        };
    }

    /**
     * The net change of each record between two releases.
     *
     * @param inverted whether the difference leads from the later release to the earlier one
     */
    record Net(int low, int high, @Nullable List<String> types, boolean inverted) implements ChangeListing {

        /** The difference that leads from one release to another. */
        public static Net of(int from, int to, @Nullable List<String> types) {
            return new Net(Math.min(from, to), Math.max(from, to), types, from > to);
        }

        /** The release that the changes lead from. */
        public int start() {
            return inverted ? high : low;
        }

        @Override
        public int end() {
            return inverted ? low : high;
        }

        @Override
        public boolean newestFirst() {
            return false;
        }
    }

    /** Every change in the order in which it was made, or the newest first. */
    record Feed(int low, int high, @Nullable List<String> types, boolean newestFirst) implements ChangeListing {}

    /** The changes of single records of one type. */
    record History(int high, String type, boolean newestFirst) implements ChangeListing {
        @Override
        public int low() {
            return 0;
        }

        @Override
        public List<String> types() {
            return List.of(type);
        }
    }

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
    record Change(
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
            implements Row.Identified {

        /** A field whose value differs. Values are as in JSON Lines. */
        public record FieldChange(
                String path,
                @Nullable Object before,
                @Nullable Object after) {}

        /** The releases that a difference leads from and to. */
        public record Between(int from, int to) {}
    }
}
