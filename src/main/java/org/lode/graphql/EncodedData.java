package org.lode.graphql;

import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeSerializer;

/** The data of an answer as JSON, ready to send. Reading it as a map parses it. */
public final class EncodedData extends AbstractMap<String, @Nullable Object> implements JacksonSerializable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final byte[] json;
    private final int length;
    private final long cost;
    private volatile @Nullable Map<String, @Nullable Object> parsed;

    /**
     * Takes JSON that nobody changes any more.
     *
     * @param length how many of the bytes are used
     * @param cost of the fields in it
     */
    public EncodedData(byte[] json, int length, long cost) {
        this.json = json;
        this.length = length;
        this.cost = cost;
    }

    /** The cost of the fields that it has. */
    public long cost() {
        return cost;
    }

    /** Copies the JSON to a place in an array. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(json, 0, target, at, length);
    }

    /** How many bytes the JSON has. */
    public int length() {
        return length;
    }

    @Override
    public Set<Entry<String, @Nullable Object>> entrySet() {
        Map<String, @Nullable Object> map = parsed;
        if (map == null) {
            map = JSON.readerFor(Map.class).readValue(json, 0, length);
            parsed = map;
        }
        return map.entrySet();
    }

    @Override
    public void serialize(JsonGenerator out, SerializationContext context) {
        out.writeRawValue(new String(json, 0, length, StandardCharsets.UTF_8));
    }

    @Override
    public void serializeWithType(JsonGenerator out, SerializationContext context, TypeSerializer types) {
        serialize(out, context);
    }
}
