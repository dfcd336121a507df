package org.lode.mirror;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.failure.DatasetDamaged;
import org.lode.trust.KeyRing;
import org.lode.trust.SignedState;
import org.lode.trust.VerifyingKey;

/** The one key that a partner was given: what makes a mirror believe a state. */
record Anchor(VerifyingKey key) {

    /**
     * Fails unless the state is signed by the key, or by one that it vouches for and that none has replaced.
     *
     * @param before the key that signed the last state that was believed; null before the first
     * @param where names the state in failures
     */
    void check(SignedState state, KeyRing ring, @Nullable String before, String where) {
        String keyId = signer(state, ring, where).keyId();
        if (before != null && ring.isEarlier(keyId, before)) {
            throw new DatasetDamaged(
                    "%s: signed by key %s (expected: %s, which replaced it)".formatted(where, keyId, before));
        }
    }

    private VerifyingKey signer(SignedState state, KeyRing ring, String where) {
        List<VerifyingKey> trusted = ring.trusted(key);
        String keyId = Optional.ofNullable(state.seal())
                .map(SignedState.Seal::keyId)
                .orElseThrow(() -> new DatasetDamaged(
                        "%s: nobody signed it (expected: a signature of key %s)".formatted(where, key.keyId())));
        VerifyingKey signer = trusted.stream()
                .filter(candidate -> candidate.keyId().equals(keyId))
                .findFirst()
                .orElseThrow(() -> new DatasetDamaged("%s: signed by key %s (expected: one of %s)"
                        .formatted(
                                where,
                                keyId,
                                trusted.stream().map(VerifyingKey::keyId).toList())));
        if (!state.signedBy(signer)) {
            throw new DatasetDamaged("%s: the signature is not that of key %s over this state (expected: one that is)"
                    .formatted(where, keyId));
        }
        return signer;
    }
}
