package org.lode.files;

import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.DataPackage.Imprint;
import org.lode.model.Field;
import org.lode.release.Release;
import org.lode.release.Release.Withdrawn;
import tools.jackson.databind.json.JsonMapper;

/** What a file says of itself where its form has room for it: release, root, licence, citation, and what its columns are. */
public final class FileNotes {
    private FileNotes() {}

    /**
     * A release, and what was told of it since.
     *
     * @param withdrawn why it is not to be used any more; null while it is
     */
    public record Told(Release release, @Nullable Withdrawn withdrawn) {}

    /** Names and values for a file of some fields of a table. */
    public static Map<String, String> of(DataPackage data, Told told, String table, List<Field> fields) {
        Release release = told.release();
        Withdrawn withdrawn = told.withdrawn();
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("lode.dataset", data.name());
        notes.put("lode.table", table);
        notes.put("lode.release", release.version());
        notes.put("lode.root", release.root());
        notes.put("lode.license", data.imprint().license());
        notes.put("lode.license_url", data.imprint().licenseUrl());
        notes.put("lode.citation", citation(data.imprint(), told));
        if (withdrawn != null) {
            notes.put("lode.withdrawn", withdrawn.reason());
            notes.put("lode.withdrawn_at", withdrawn.at().toString());
            if (withdrawn.supersededBy() != null) {
                notes.put("lode.superseded_by", withdrawn.supersededBy());
            }
        }
        Map<String, String> columns = new LinkedHashMap<>();
        fields.forEach(field -> columns.put(field.name(), field.description()));
        notes.put("lode.columns", JsonMapper.shared().writeValueAsString(columns));
        return notes;
    }

    /** How the release is to be cited; that of a withdrawn one says so. */
    public static String citation(Imprint imprint, Told told) {
        Release release = told.release();
        return "%s (%d). %s, release %s, root %s. %s.%s"
                .formatted(
                        imprint.creators(),
                        release.publishedAt().atOffset(ZoneOffset.UTC).getYear(),
                        imprint.title(),
                        release.version(),
                        release.root(),
                        imprint.license(),
                        told.withdrawn() == null
                                ? ""
                                : " WARNING: " + told.withdrawn().text() + ".");
    }
}
