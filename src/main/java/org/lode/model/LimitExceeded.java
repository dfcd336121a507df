package org.lode.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** An operation asks for more than a limit allows. */
public final class LimitExceeded extends Failure {
    private final Code code;
    private final String limit;
    private final long value;
    private final long allowed;

    /**
     * @param limit name of the limit, which is also the last part of its setting
     * @param value what was asked for
     */
    public LimitExceeded(Code code, String limit, long value, long allowed) {
        super("%s: %d (expected: at most %d)".formatted(limit, value, allowed));
        this.code = code;
        this.limit = limit;
        this.value = value;
        this.allowed = allowed;
    }

    /** Fails if {@code value} is more than is allowed. */
    public static void check(Code code, String limit, long value, long allowed) {
        if (value > allowed) {
            throw new LimitExceeded(code, limit, value, allowed);
        }
    }

    @Override
    public Code code() {
        return code;
    }

    @Override
    protected Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("limit", limit);
        details.put("value", value);
        details.put("allowed", allowed);
        return details;
    }
}
