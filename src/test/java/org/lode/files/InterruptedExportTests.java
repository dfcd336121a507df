package org.lode.files;

import org.junit.jupiter.api.Tag;

/**
 * Exports that are cut, damaged or left.
 *
 * <p>The rows are many enough, and pack badly enough, that no file fits into the buffers between server and client.
 */
@Tag("thorough")
class InterruptedExportTests extends SyntheticExports {
    private static final int ROWS = 120_000;

    InterruptedExportTests() {
        super(ROWS, "encode(sha512(n::text::bytea) || sha512((-n)::text::bytea), 'hex')", 4);
    }
}
