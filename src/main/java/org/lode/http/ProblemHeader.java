package org.lode.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The header {@code X-Problem}: the detail of a problem (RFC 9457) in one line, for clients that hide the body of an error, such as
 * pandas and R. No standard header carries it.
 *
 * <p>Holds printable ASCII; all other characters are percent-encoded UTF-8. At most 1,000 characters of the detail are in it.
 */
public final class ProblemHeader {
    public static final String NAME = "X-Problem";

    private static final int LONGEST = 1_000;

    private ProblemHeader() {}

    /** Sets the header of a response; removes it when there is no detail. */
    public static void set(HttpHeaders response, @Nullable String detail) {
        if (detail == null) {
            response.remove(NAME);
            return;
        }
        StringBuilder line = new StringBuilder();
        detail.codePoints().limit(LONGEST).forEach(character -> {
            if (character >= ' ' && character <= '~') {
                line.append((char) character);
            } else {
                for (byte each : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                    line.append("%%%02X".formatted(each));
                }
            }
        });
        response.set(NAME, line.toString().strip());
    }
}
