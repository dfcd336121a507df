package org.lode.release;

import java.nio.charset.StandardCharsets;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One version of one record.
 *
 * @param body the canonical text of {@code {"type","id","data"}}; empty when it was redacted
 * @param hash SHA-256 of a zero byte and the body's bytes, as hex; made once and never again by newer code
 */
public record Leaf(RecordKey key, String body, String hash) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String BEGIN = "{\"data\":";

    /** Returns the version with these data; fails with an IllegalArgumentException when they have no canonical form. */
    public static Leaf of(RecordKey key, JsonNode data) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("type", key.type()).put("id", key.id()).set("data", data);
        return ofBody(key, CanonicalJson.write(envelope));
    }

    /** Returns the version with this body, which must be canonical. */
    public static Leaf ofBody(RecordKey key, String body) {
        return new Leaf(key, body, Sha256.hex(MerkleTree.leaf(body.getBytes(StandardCharsets.UTF_8))));
    }

    /** Returns a redacted version, of which the hash alone is left. */
    public static Leaf redacted(RecordKey key, String hash) {
        return new Leaf(key, "", hash);
    }

    /** Returns whether its content was redacted. */
    public boolean isRedacted() {
        return body.isEmpty();
    }

    /** Parses the record's fields and parts; fails when they were redacted. */
    public JsonNode data() {
        if (isRedacted()) {
            throw new DatasetDamaged("%s: its content was redacted (expected: a version that has some)".formatted(key));
        }
        return data(body);
    }

    /** Returns the canonical text of the data, cut from the body; {@code null} when it was redacted. */
    String dataText() {
        if (isRedacted()) {
            return "null";
        }
        ObjectNode name = JsonNodeFactory.instance.objectNode().put("type", key.type());
        String end = "," + CanonicalJson.write(name.put("id", key.id())).substring(1);
        if (!body.startsWith(BEGIN) || !body.endsWith(end)) {
            throw new DatasetDamaged("%s: its body is that of another record".formatted(key));
        }
        return body.substring(BEGIN.length(), body.length() - end.length());
    }

    /** Parses the fields and parts of a body. */
    public static JsonNode data(String body) {
        return JSON.readTree(body).path("data");
    }
}
