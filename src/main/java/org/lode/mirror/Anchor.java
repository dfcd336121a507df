package org.lode.mirror;

import java.util.List;
import java.util.Optional;
import org.lode.model.OriginRefused;
import org.lode.release.Ed25519.VerifyingKey;
import org.lode.release.KeyRing;
import org.lode.release.SignedState;

/** The one key that a partner was given: what makes a mirror believe a state. */
record Anchor(VerifyingKey key) {

    /**
     * Fails unless the state is signed by the key, or by one that it vouches for and that none has replaced.
     *
     * @param ring the keys that the origin tells of
     * @param before the last state that was believed
     * @param where names the state in failures
     */
    void check(SignedState state, KeyRing ring, Optional<MirrorStateStore.Held> before, String where) {
        List<VerifyingKey> trusted =
                ring.trusted(before.flatMap(this::successor).orElse(key));
        String keyId = Optional.ofNullable(state.seal())
                .map(SignedState.Seal::keyId)
                .orElseThrow(() -> new OriginRefused(
                        "%s: nobody signed it (expected: a signature of key %s)".formatted(where, key.keyId())));
        VerifyingKey signer = trusted.stream()
                .filter(candidate -> candidate.keyId().equals(keyId))
                .findFirst()
                .orElseThrow(() -> new OriginRefused("%s: signed by key %s (expected: one of %s)"
                        .formatted(
                                where,
                                keyId,
                                trusted.stream().map(VerifyingKey::keyId).toList())));
        if (!state.signedBy(signer)) {
            throw new OriginRefused("%s: the signature is not that of key %s over this state (expected: one that is)"
                    .formatted(where, keyId));
        }
    }

    /** The key that signed a state, if the key vouches for it. The older one may have been stolen since: it counts no more. */
    private Optional<VerifyingKey> successor(MirrorStateStore.Held before) {
        SignedState.Seal seal = before.state().seal();
        return seal == null
                ? Optional.empty()
                : before.ring().stream()
                        .flatMap(ring -> ring.trusted(key).stream())
                        .filter(known -> known.keyId().equals(seal.keyId()))
                        .findFirst();
    }
}
