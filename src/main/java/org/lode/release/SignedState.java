package org.lode.release;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.Ed25519.SigningKey;
import org.lode.release.Ed25519.VerifyingKey;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The newest release of an origin and the origin's signature: the content of {@code mirror/v1/state.json}.
 *
 * @param seal the signature; null when nobody signs
 * @param unsigned the canonical text without the signature, with members that this Lode does not know
 */
public record SignedState(Content content, @Nullable Seal seal, String unsigned) {
    public static final int LARGEST = 64 * 1024;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String FORMAT = "lode-mirror-state-1";
    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{128}");

    /** The newest release; its numbers, names and hashes are those of its manifest. */
    public record Newest(
            @JsonUnwrapped Manifest.Previous link, String schemaVersion, Instant publishedAt, long manifestBytes) {}

    /** The time in which a state is valid. */
    public record Term(Instant issuedAt, Instant expiresAt) {}

    /** The id of the key that signs, and its signature over the unsigned text. */
    public record Seal(String keyId, String sig) {}

    /**
     * What a state says.
     *
     * @param nextSchemaVersion of a coming release that needs a newer program; null when none is announced
     */
    public record Content(
            String dataset,
            @JsonUnwrapped Newest newest,
            @Nullable String nextSchemaVersion,
            Notices.Extent notices,
            @JsonUnwrapped Term term) {}

    /** Makes a state, signed when there is a key. */
    public static SignedState of(Content content, @Nullable SigningKey key) {
        String unsigned = CanonicalJson.write(((ObjectNode) JSON.valueToTree(content))
                .put("format", FORMAT)
                .put("keyId", key == null ? null : key.keyId()));
        Seal seal = key == null ? null : new Seal(key.keyId(), key.sign(unsigned.getBytes(StandardCharsets.UTF_8)));
        return new SignedState(content, seal, unsigned);
    }

    /** Reads the bytes of a state and checks its form, not its signature; {@code where} names it in the failure. */
    public static SignedState read(byte[] bytes, String where) {
        if (bytes.length > LARGEST) {
            throw new DatasetDamaged("%s: %d bytes (expected: at most %d)".formatted(where, bytes.length, LARGEST));
        }
        JsonFields fields = JsonFields.ofFile(bytes, where, FORMAT);
        ObjectNode unsigned = ((ObjectNode) fields.object()).deepCopy();
        unsigned.remove("sig");
        Content content = new Content(
                fields.text("dataset"),
                newest(fields),
                fields.nullable("nextSchemaVersion", fields::text),
                Notices.Extent.read(fields.child("notices")),
                term(fields));
        return new SignedState(content, seal(fields), CanonicalJson.write(unsigned));
    }

    private static Newest newest(JsonFields fields) {
        fields.positive("sequence");
        return new Newest(
                Manifest.Previous.read(fields),
                fields.text("schemaVersion"),
                fields.instant("publishedAt"),
                fields.positive("manifestBytes"));
    }

    private static Term term(JsonFields fields) {
        Term term = new Term(fields.instant("issuedAt"), fields.instant("expiresAt"));
        if (!term.expiresAt().isAfter(term.issuedAt())) {
            throw fields.wrong("expiresAt", "an instant after " + term.issuedAt());
        }
        return term;
    }

    private static @Nullable Seal seal(JsonFields fields) {
        String keyId = fields.nullable("keyId", fields::text);
        String sig = fields.nullable("sig", fields::text);
        if (keyId == null && sig == null) {
            return null;
        }
        if (keyId == null || !KEY_ID.matcher(keyId).matches()) {
            throw fields.wrong("keyId", "16 hex digits, or null when nobody signs");
        }
        if (sig == null || !SIGNATURE.matcher(sig).matches()) {
            throw fields.wrong("sig", "128 hex digits, or null when nobody signs");
        }
        return new Seal(keyId, sig);
    }

    /** Returns whether it has a valid signature of this key. */
    public boolean signedBy(VerifyingKey key) {
        return seal != null
                && seal.keyId().equals(key.keyId())
                && key.verify(unsigned.getBytes(StandardCharsets.UTF_8), seal.sig());
    }

    /** Returns the bytes of {@code state.json}: one canonical line. */
    public byte[] bytes() {
        ObjectNode node = (ObjectNode) JSON.readTree(unsigned);
        return CanonicalJson.file(node.put("sig", seal == null ? null : seal.sig()));
    }
}
