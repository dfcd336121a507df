package org.lode.release;

import java.util.Arrays;
import java.util.List;

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
