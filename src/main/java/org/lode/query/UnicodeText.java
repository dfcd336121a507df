package org.lode.query;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What is text to PostgreSQL: characters of Unicode, whole, and none of them U+0000. */
public final class UnicodeText {
    private UnicodeText() {}

    public static boolean isWhole(String text) {
        return text.indexOf(0) < 0 && UTF_8.newEncoder().canEncode(text);
    }

    /** The text as it can be told, with something else where it is none. */
    public static String shown(String text) {
        return new String(text.getBytes(UTF_8), UTF_8).replace('\0', '\uFFFD');
    }
}
