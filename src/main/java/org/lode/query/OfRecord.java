package org.lode.query;

/** What stands for a record in an answer: a hit, a change. */
public interface OfRecord {

    /** The permanent id of the record. */
    String recordId();
}
