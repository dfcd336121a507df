package org.lode.release;

/** Why a release changed a record. */
public enum Reason {
    /** The world, or what a source says of it, changed. */
    SOURCE_UPDATE,
    /** A source that was not used before adds or sharpens. */
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
    SCHEMA_CHANGE
}
