package org.lode.files;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lode.model.DataPackage;
import org.lode.model.Table;
import org.lode.model.View;
import org.lode.store.StoredManifest;

/**
 * A release, and all that is told of it to others.
 *
 * @param told the release with what was told of it since
 * @param versions of all releases, from the first on
 * @param facts by the names of tables
 */
record ReleaseContent(
        StoredManifest release,
        FileNotes.Told told,
        List<String> versions,
        DataPackage data,
        Description description,
        Map<String, TableFacts> facts) {

    ReleaseCitation citation() {
        return new ReleaseCitation(told, release, data, description);
    }

    TableFacts facts(Table table) {
        return Objects.requireNonNull(facts.get(table.name()));
    }

    /** The version of the release with this number. */
    String version(int sequence) {
        return versions.get(sequence - 1);
    }

    /** The file of a flat table. */
    static String file(View view) {
        return "flat/%s.csv".formatted(view.name());
    }

    /** The file of a table in one form. */
    static String file(Table table, String ending) {
        return "data/%s.%s".formatted(table.name(), ending);
    }
}
