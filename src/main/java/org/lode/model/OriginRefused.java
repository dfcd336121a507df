package org.lode.model;

/** What an origin says is not believed: a wrong key, an expired state, or releases that contradict those that are held. */
public final class OriginRefused extends Failure {
    public OriginRefused(String message) {
        super(message);
    }

    @Override
    public Code code() {
        return Code.ORIGIN_REFUSED;
    }
}
