package org.lode.files;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON for people and programs, with the same bytes on every machine. */
public final class PrettyJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter WRITER = JSON.writer()
            .with(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(INDENT)
                    .withArrayIndenter(INDENT));

    private PrettyJson() {}

    /**
     * Returns an object.
     *
     * @param members names and values in turn; a value is a node, or what Jackson makes a node of
     */
    static ObjectNode object(@Nullable Object... members) {
        ObjectNode object = JSON.createObjectNode();
        for (int i = 0; i < members.length; i += 2) {
            Object value = members[i + 1];
            object.set(String.valueOf(members[i]), value instanceof JsonNode node ? node : JSON.valueToTree(value));
        }
        return object;
    }

    static ArrayNode array(Stream<? extends JsonNode> items) {
        return JSON.createArrayNode().addAll(items.toList());
    }

    /** Writes a value on many lines. */
    public static String pretty(Object value) {
        return WRITER.writeValueAsString(value) + "\n";
    }

    /** Writes a value on one line. */
    static String line(Object value) {
        return JSON.writeValueAsString(value);
    }

    static JsonNode read(String text) {
        return JSON.readTree(text);
    }

    static <T> T read(String text, Class<T> type) {
        return JSON.readValue(text, type);
    }
}
