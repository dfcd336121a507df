package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.Ed25519.SigningKey;

/** Whom a ring of keys makes trustworthy, and whom it does not. */
class KeyRingTests {
    private static final SigningKey A = SigningKey.fresh();
    private static final SigningKey B = SigningKey.fresh();
    private static final SigningKey C = SigningKey.fresh();
    private static final KeyRing CHAIN =
            KeyRing.of(A.verifying()).with(B.verifying(), A).with(C.verifying(), B);

    @Test
    void trustRunsFromTheAnchorToLaterKeysAlone() {
        assertThat(CHAIN.trusted(A.verifying())).containsExactly(A.verifying(), B.verifying(), C.verifying());
        assertThat(CHAIN.trusted(B.verifying())).containsExactly(B.verifying(), C.verifying());
        assertThat(CHAIN.trusted(C.verifying())).containsExactly(C.verifying());
        SigningKey stranger = SigningKey.fresh();
        assertThat(CHAIN.trusted(stranger.verifying())).containsExactly(stranger.verifying());
    }

    @Test
    void aSignatureOfAnotherKeyVouchesForNobody() {
        KeyRing.Entry forged = new KeyRing.Entry(
                C.verifying(),
                A.keyId(),
                KeyRing.entryFor(C.verifying(), SigningKey.fresh()).sig());
        KeyRing ring = new KeyRing(List.of(KeyRing.of(A.verifying()).entries().getFirst(), forged));
        assertThat(ring.trusted(A.verifying())).containsExactly(A.verifying());
        assertThat(KeyRing.read(ring.bytes(), "keys.json")).isEqualTo(ring);
    }

    @Test
    void aRingIsReadAsItWasWritten() {
        assertThat(KeyRing.read(CHAIN.bytes(), "keys.json")).isEqualTo(CHAIN);
        assertThat(new String(CHAIN.bytes(), StandardCharsets.UTF_8))
                .startsWith("{\"format\":\"lode-keys-1\",\"keys\":[{\"keyId\":\"" + A.keyId() + "\",")
                .endsWith("\"}]}\n");
    }

    @Test
    void whatIsNoRingIsRefusedWithItsReason() {
        String ring = new String(CHAIN.bytes(), StandardCharsets.UTF_8);
        refused(ring.replace("lode-keys-1", "lode-keys-2"), "format");
        refused(ring.replaceFirst(B.keyId(), "0000000000000000"), "keyId");
        refused(ring.replace("\"signedBy\":\"" + B.keyId(), "\"signedBy\":\"" + C.keyId()), "signedBy");
        refused(ring.replace("\"keyId\":\"" + C.keyId(), "\"keyId\":\"" + B.keyId()), "keyId");
        refused(ring.replaceFirst("\"signedBy\":null", "\"signedBy\":\"" + A.keyId() + "\""), "signedBy");
        refused(ring.replaceFirst("\"sig\":null", "\"sig\":\"00\""), "sig");
        refused("{\"format\":\"lode-keys-1\",\"keys\":[]}\n", "one key at least");
        refused(ring.replace(":null", ": null"), "canonical");
        refused(ring.strip(), "line feed");
        refused(" ".repeat(KeyRing.LARGEST) + ring, "at most 65536");
    }

    private static void refused(String ring, String why) {
        assertThatThrownBy(() -> KeyRing.read(ring.getBytes(StandardCharsets.UTF_8), "keys.json"))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageStartingWith("keys.json")
                .hasMessageContaining(why);
    }
}
