package org.lode.model;

/** The type of a field's values, in the words of {@code x-type} in the data package. */
public enum FieldType {
    /** The permanent id of the record itself. */
    ID,
    /** The id of another record. */
    REF,
    TEXT,
    /** One word of a closed list. */
    ENUM,
    INTEGER,
    /** An exact number, kept as text with the digits that were given. */
    DECIMAL,
    BOOLEAN,
    /** A date or interval with the precision that the source gave (EDTF level 0). */
    DATE,
    /** A set of texts. */
    LIST
}
