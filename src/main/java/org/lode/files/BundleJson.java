package org.lode.files;

import org.jspecify.annotations.Nullable;
import org.lode.release.Release.Withdrawn;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON that people read, too: with the same bytes on every machine. */
public final class BundleJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter WRITER = JSON.writer()
            .with(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(INDENT)
                    .withArrayIndenter(INDENT));

    private BundleJson() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Why a release is not to be used any more; null while it is. */
    static @Nullable ObjectNode withdrawn(FileNotes.Told told) {
        Withdrawn withdrawn = told.withdrawn();
        return withdrawn == null
                ? null
                : object().put("at", withdrawn.at().toString())
                        .put("reason", withdrawn.reason())
                        .put("supersededBy", withdrawn.supersededBy());
    }

    /** On many lines. */
    public static String pretty(JsonNode value) {
        return WRITER.writeValueAsString(value) + "\n";
    }

    /** On one line. */
    static String line(JsonNode value) {
        return JSON.writeValueAsString(value);
    }

    static JsonNode read(String text) {
        return JSON.readTree(text);
    }
}
