package org.lode.model;

import java.util.Map;

/** A field must have a value, and belongs to a record whose content was redacted. */
public final class RecordRedacted extends Failure {
    private final String recordId;

    public RecordRedacted(String recordId, String field) {
        super("%s: %s was redacted (expected: fields of it that can be null, such as redaction)"
                .formatted(field, recordId));
        this.recordId = recordId;
    }

    @Override
    public Code code() {
        return Code.REDACTED;
    }

    @Override
    protected Map<String, Object> details() {
        return Map.of("recordId", recordId);
    }
}
