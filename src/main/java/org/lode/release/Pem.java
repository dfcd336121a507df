package org.lode.release;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ed25519 keys as text, as openssl writes them: 32 bytes behind a fixed beginning (RFC 8410).
 *
 * @param label what stands between the dashes
 * @param beginning the bytes before those of the key, as hex
 */
record Pem(String label, String beginning) {
    static final int KEY_BYTES = 32;
    private static final int LINE = 64;

    /** A private key in PKCS#8. */
    static final Pem PRIVATE = new Pem("PRIVATE KEY", "302e020100300506032b657004220420");

    /** A public key as a SubjectPublicKeyInfo. */
    static final Pem PUBLIC = new Pem("PUBLIC KEY", "302a300506032b6570032100");

    /** The bytes as Java takes them: the beginning and the key. */
    byte[] encoded(byte[] key) {
        return HexFormat.of().parseHex(beginning + HexFormat.of().formatHex(key));
    }

    String write(byte[] key) {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(label, lines.encodeToString(encoded(key)), label)
                .replace("\r", "");
    }

    /** The 32 bytes of the only key of this sort in a text; nothing when it is no such text. */
    Optional<byte[]> read(String text) {
        Matcher found = Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]*)-----END " + label + "-----")
                .matcher(text);
        if (!found.find()) {
            return Optional.empty();
        }
        try {
            byte[] base64 = found.group(1).replaceAll("\\s", "").getBytes(StandardCharsets.US_ASCII);
            byte[] bytes = Base64.getDecoder().decode(base64);
            String hex = HexFormat.of().formatHex(bytes);
            return hex.startsWith(beginning) && hex.length() == beginning.length() + 2 * KEY_BYTES
                    ? Optional.of(Arrays.copyOfRange(bytes, bytes.length - KEY_BYTES, bytes.length))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
