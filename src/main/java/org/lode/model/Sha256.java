package org.lode.model;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256, and hashes as 64 lower-case hex digits. */
public final class Sha256 {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private static final long AT_ONCE = 1 << 20;

    /** Cloned for each use, which is faster than a lookup. */
    private static final MessageDigest UNUSED = unused();

    private Sha256() {}

    /** The hash of the concatenated parts. */
    public static byte[] of(byte[]... parts) {
        MessageDigest digest = digest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** The hash of a segment, which may be larger than the heap. */
    public static byte[] of(MemorySegment bytes) {
        MessageDigest digest = digest();
        for (long start = 0; start < bytes.byteSize(); start += AT_ONCE) {
            digest.update(bytes.asSlice(start, Math.min(AT_ONCE, bytes.byteSize() - start))
                    .asByteBuffer());
        }
        return digest.digest();
    }

    /** The hash of the concatenated parts, as hex digits. */
    public static String hexOf(byte[]... parts) {
        return hex(of(parts));
    }

    /** The hash of a text in UTF-8, as hex digits. */
    public static String hexOf(String text) {
        return hexOf(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    public static boolean isHex(String text) {
        return HEX.matcher(text).matches();
    }

    /** A new digest. */
    public static MessageDigest digest() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's own SHA-256 can be copied", e);
        }
    }

    private static MessageDigest unused() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
