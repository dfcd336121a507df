package org.lode.model;

import java.time.Duration;

/** An operation took longer than it may. */
public final class TimedOut extends Failure {
    public TimedOut(String what, Duration allowed) {
        super("%s: more than %d ms (expected: at most %d ms)".formatted(what, allowed.toMillis(), allowed.toMillis()));
    }

    public TimedOut(String what, Throwable cause) {
        super(what + ": took too long (expected: an operation that asks for less)", cause);
    }

    @Override
    public Code code() {
        return Code.TIMEOUT;
    }
}
