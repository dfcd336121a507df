package org.lode.query;

/**
 * The statements that read some rows as lines of text, which PostgreSQL makes: a COPY, and where it ends.
 *
 * <p>Values stand in their text, since COPY takes none.
 */
public interface LineStatements {

    /** The statement that writes so many rows, a line each. */
    String copy(int limit);

    /** The statement that tells the position of the last of so many rows; of nothing when there are fewer. */
    String last(int limit);

    /** How many columns a position has. */
    int keys();
}
