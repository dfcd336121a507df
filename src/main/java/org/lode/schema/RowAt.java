package org.lode.schema;

import org.jspecify.annotations.Nullable;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.query.ReadAt;
import org.lode.query.ReadAt.VersionedId;
import org.lode.query.Row;
import tools.jackson.databind.json.JsonMapper;

/** A row as it was in one release, read for one place of an answer. */
public record RowAt(Row row, ReadAt at) implements Row.Identified {
    /** The id of what was read: with the release that the reader named, so that no two states share it. */
    String pinnedId() {
        return new VersionedId(row.id(), at.pin()).text();
    }

    /** The same as JSON. */
    byte[] pinnedIdJson() {
        return at.pin() == null ? row.idJson() : JsonMapper.shared().writeValueAsBytes(pinnedId());
    }

    @Override
    public @Nullable String recordId() {
        return row.table() instanceof RecordKind ? row.id() : null;
    }

    /** A row that is wanted. */
    public record Wanted(Table table, String id, ReadAt at) {}
}
