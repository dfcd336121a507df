package org.lode.graphql;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON from clients. It refuses a name twice in one object, nesting deeper than 100, and anything after the end. */
public final class ClientJson {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(100).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ClientJson() {}

    /**
     * Parses a text.
     *
     * @throws JacksonException with the place, when the text is no JSON or breaks one of these rules
     */
    public static JsonNode read(String text) {
        return JSON.readTree(text);
    }

    /** Converts an object to a map of plain values, the form of GraphQL variables. */
    public static Map<String, @Nullable Object> map(JsonNode object) {
        return JSON.convertValue(object, JSON.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
    }

    public static Object value(JsonNode value) {
        return JSON.convertValue(value, Object.class);
    }
}
