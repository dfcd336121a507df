package org.lode.release;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one release does to one record. A record's content travels whole, never as a patch. */
public sealed interface Op {
    RecordKey key();

    Cause cause();

    /** Hash of the version that ends; null when the record is new. */
    @Nullable
    String before();

    /** Returns the version that begins; null when the record goes. */
    @Nullable
    Leaf after();

    /** Returns what the operation is called in files and in the database. */
    default String word() {
        return switch (this) {
            case Add add -> "ADD";
            case Mod mod -> "MOD";
            case Del del -> "DEL";
            case Merge merge -> "MERGE";
        };
    }

    /** Returns whether the version that begins has no content any more. */
    default boolean beginsRedacted() {
        Leaf after = after();
        return after != null && after.isRedacted();
    }

    /** The record is new. */
    record Add(Leaf after, Cause cause) implements Op {
        @Override
        public RecordKey key() {
            return after.key();
        }

        @Override
        public @Nullable String before() {
            return null;
        }
    }

    /** The record is another: {@code changed} names the fields and parts that differ. */
    record Mod(String before, Leaf after, List<String> changed, Cause cause) implements Op {
        @Override
        public RecordKey key() {
            return after.key();
        }
    }

    /** The record goes. */
    record Del(RecordKey key, String before, Cause cause) implements Op {
        @Override
        public @Nullable Leaf after() {
            return null;
        }
    }

    /** The record goes because it is the same thing as {@code into}, to which a redirect leads. */
    record Merge(RecordKey key, String before, String into, Cause cause) implements Op {
        @Override
        public @Nullable Leaf after() {
            return null;
        }
    }

    /** Why one record changed: a reason, and a note where more is to be said. */
    public record Cause(Reason reason, @Nullable String note) {
        public Cause(Reason reason) {
            this(reason, null);
        }
    }

    /** Why a release changed a record. */
    public enum Reason {
        /** The world, or what a source says of it, changed. */
        SOURCE_UPDATE,
        /** A source that was not used before adds to the record or makes it more precise. */
        NEW_SOURCE,
        /** Lode was wrong. */
        CORRECTION,
        /** The way of counting or deriving changed. */
        METHOD_CHANGE,
        /** Two records were one thing. */
        DEDUPLICATION,
        /** The claim is withdrawn. */
        RETRACTION,
        /** The shape of records changed. */
        SCHEMA_CHANGE,
        /** Unknown: the change was found by comparing states. No publisher gives this reason. */
        UNSTATED;

        /** Returns the reasons that a publisher can give. */
        public static List<Reason> given() {
            return Arrays.stream(values()).filter(reason -> reason != UNSTATED).toList();
        }
    }
}
