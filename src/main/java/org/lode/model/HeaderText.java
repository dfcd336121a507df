package org.lode.model;

import java.nio.charset.StandardCharsets;

/**
 * Texts for people in headers: on one line, in UTF-8 with percent-encoding for all that is not printable ASCII and for the percent
 * sign, as gRPC encodes {@code grpc-message}.
 */
public final class HeaderText {
    /** Characters of a value at most: proxies take headers of some kilobytes in all. */
    public static final int LONGEST = 1_000;

    private static final String CUT = "...";

    private HeaderText() {}

    /** The value for a text; a long one is cut, never within an encoded character. */
    public static String of(String text) {
        StringBuilder encoded = new StringBuilder();
        String line = text.strip().replaceAll("\\s+", " ");
        for (int i = 0; i < line.length(); ) {
            int point = line.codePointAt(i);
            i += Character.charCount(point);
            String next = encoded(point);
            if (encoded.length() + next.length() > LONGEST - CUT.length()) {
                return encoded.append(CUT).toString();
            }
            encoded.append(next);
        }
        return encoded.toString();
    }

    private static String encoded(int point) {
        String character = Character.toString(point);
        if (point >= ' ' && point <= '~' && point != '%') {
            return character;
        }
        StringBuilder bytes = new StringBuilder();
        for (byte octet : character.getBytes(StandardCharsets.UTF_8)) {
            bytes.append("%%%02X".formatted(octet));
        }
        return bytes.toString();
    }
}
