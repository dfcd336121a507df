package org.lode.query;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.CursorMismatch;

/**
 * A place in a list: its release and the values of the order's columns there.
 *
 * <p>As text: base64url of a version byte, the release, each value with its length, and eight bytes of a SHA-256 over these
 * and the list's fingerprint (what is listed, filtered and ordered how). A cursor of another list, or an altered one,
 * therefore fails its check instead of being misread. Positions are not secret, so the check needs no key.
 *
 * @param position values of the order's columns as text, the id last
 */
public record Cursor(int sequence, List<@Nullable String> position) {
    private static final int VERSION = 1;
    private static final int TAG = 8;
    private static final String EXPECTED =
            "a cursor of this very list, with the same filter and order, unaltered; start again without it";

    public String encode(String fingerprint) {
        byte[] payload = payload();
        byte[] whole = Arrays.copyOf(payload, payload.length + TAG);
        System.arraycopy(tag(payload, fingerprint), 0, whole, payload.length, TAG);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /** Reads a cursor that {@link #encode} wrote for the same fingerprint; anything else is a {@link CursorMismatch}. */
    public static Cursor decode(String text, String fingerprint) {
        byte[] whole = bytes(text);
        if (whole.length <= TAG) {
            throw new CursorMismatch(shown(text), EXPECTED);
        }
        byte[] payload = Arrays.copyOf(whole, whole.length - TAG);
        byte[] tag = Arrays.copyOfRange(whole, payload.length, whole.length);
        if (!Arrays.equals(tag, tag(payload, fingerprint))) {
            throw new CursorMismatch(shown(text), EXPECTED);
        }
        return read(payload, text);
    }

    /** The same; a cursor of another release than the one that is read is refused, too. */
    static Cursor decode(String text, String fingerprint, int read) {
        Cursor cursor = decode(text, fingerprint);
        if (cursor.sequence != read) {
            throw new CursorMismatch(
                    text,
                    "a cursor of release %d; this one is of release %d, name it by at: {sequence: %d}"
                            .formatted(read, cursor.sequence, cursor.sequence));
        }
        return cursor;
    }

    private byte[] payload() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(sequence);
            for (String value : position) {
                byte[] utf8 = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
                out.writeInt(value == null ? -1 : utf8.length);
                out.write(utf8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Cursor read(byte[] payload, String text) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
            if (in.readByte() != VERSION) {
                throw new CursorMismatch(shown(text), EXPECTED);
            }
            int sequence = in.readInt();
            List<@Nullable String> position = new ArrayList<>();
            while (in.available() > 0) {
                int length = in.readInt();
                position.add(length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8));
            }
            return new Cursor(sequence, position);
        } catch (IOException e) {
            throw new CursorMismatch(shown(text), EXPECTED);
        }
    }

    private static byte[] bytes(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            // Several texts can mean the same bytes; only the one that encode writes is accepted.
            boolean own = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(bytes)
                    .equals(text);
            return own ? bytes : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] tag(byte[] payload, String fingerprint) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(payload);
            digest.update(fingerprint.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest.digest(), TAG);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String shown(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
