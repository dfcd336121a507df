package org.lode.files;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.query.CopyQuery;
import org.lode.release.Releases;

/** The rows of a file: its columns, and what reads them. They are of fixed releases, and so always the same. */
public sealed interface ExportRows permits TableRequest.Rows, ChangesRequest.Rows {

    /** Number of the release that the file is of. */
    int sequence();

    /** What the file has: names, types and descriptions. */
    List<Field> fields();

    /** What tells these rows from all others of the same kind and release. */
    String canonical();

    /** The releases, as the file's name tells them. */
    default String label(Releases known) {
        return known.require(sequence()).version();
    }

    /** Whether nobody can know yet how many rows there are, while many cost hardly more than few. */
    default boolean isGrouped() {
        return false;
    }

    /** What reads the rows behind a position, which is null before the first. */
    CopyQuery after(DataPackage data, CopyQuery.Format form, @Nullable List<@Nullable String> position);
}
