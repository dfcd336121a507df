package org.lode.cite;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.lode.graphql.OperationRequest.TouchedRecords;
import org.lode.model.Sha256;
import org.lode.release.Release;

/**
 * A query that ran without an error.
 *
 * @param release that the answer is of
 * @param data of the answer as one line of JSON (RFC 8785)
 * @param records ids of the records in the answer
 * @param counted how many records its counts and sums are made of
 * @param sha256 of the data
 */
record CitedRun(Release release, String data, List<String> records, long counted, String sha256) {

    static CitedRun of(Release release, String data, TouchedRecords returned) {
        return new CitedRun(
                release,
                data,
                returned.ids(),
                returned.counted(),
                Sha256.hex(Sha256.of(data.getBytes(StandardCharsets.UTF_8))));
    }

    /** The same answer, taken as one of this release. */
    CitedRun of(Release another) {
        return new CitedRun(another, data, records, counted, sha256);
    }
}
