package org.lode.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** A client has asked for more than it may in a while; the same request will succeed later. */
public final class RateLimited extends Failure {
    private final long remaining;
    private final long seconds;

    /** @param seconds after which the same request will succeed, at the earliest */
    public RateLimited(long cost, long remaining, long seconds) {
        super("cost: %d (expected: at most %d now; try again in %d s)".formatted(cost, remaining, seconds));
        this.remaining = remaining;
        this.seconds = seconds;
    }

    /** Points that are left. */
    public long remaining() {
        return remaining;
    }

    public long seconds() {
        return seconds;
    }

    @Override
    public Code code() {
        return Code.RATE_LIMITED;
    }

    @Override
    protected Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("retryAfterSeconds", seconds);
        return details;
    }
}
