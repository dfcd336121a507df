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

/** JSON that a client wrote: with no name twice in one object, no more nesting than people write, and nothing after its end. */
public final class ClientJson {
    private static final int NESTING = 100;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(NESTING)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ClientJson() {}

    /**
     * Reads it.
     *
     * @throws JacksonException at the place where it is not JSON, or not such as it has to be
     */
    public static JsonNode read(String text) {
        return JSON.readTree(text);
    }

    /** The entries of an object, as variables of GraphQL are given. */
    public static Map<String, @Nullable Object> map(JsonNode object) {
        return JSON.convertValue(object, JSON.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
    }

    /** A value as it stands in variables of GraphQL. */
    public static Object value(JsonNode value) {
        return JSON.convertValue(value, Object.class);
    }
}
