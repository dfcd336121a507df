package org.lode.model;

import java.nio.charset.StandardCharsets;

/**
 * Texts for people in HTTP headers: one line of printable ASCII. Other characters and the percent sign are percent-encoded as
 * UTF-8, like {@code grpc-message} of gRPC.
 */
public final class HeaderText {
    /** Characters of a value at most: proxies take headers of some kilobytes in all. */
    public static final int LONGEST = 1_000;

    private static final String CUT = "...";

    private HeaderText() {}

    /** The header value of a text. A long one is cut, never inside an encoded character. */
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
