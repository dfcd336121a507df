package org.lode.release;

import org.lode.model.Sha256;

/**
 * One step from a hash towards the root of its tree.
 *
 * @param side where the other hash stands
 * @param hash the other hash, 64 hex digits
 */
public record ProofStep(Side side, String hash) {

    /** Before the own hash or after it. */
    public enum Side {
        LEFT,
        RIGHT
    }

    /** The hash one step nearer to the root. */
    byte[] from(byte[] own) {
        byte[] other = Sha256.bytes(hash);
        return switch (side) {
            case LEFT -> TreeHash.node(other, own);
            case RIGHT -> TreeHash.node(own, other);
        };
    }
}
