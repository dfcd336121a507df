package org.lode.release;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.lode.model.Sha256;

/**
 * The public half of a key: it tells whether something was signed by the private one.
 *
 * @param hex its 32 bytes as hex digits
 */
public record VerifyingKey(String hex) {
    private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{128}");
    private static final int ID_DIGITS = 16;

    /** Takes the bytes of a key as hex; fails with an IllegalArgumentException that says what was expected. */
    public VerifyingKey {
        if (!Sha256.isHex(hex)) {
            throw new IllegalArgumentException("64 hex digits");
        }
    }

    /** The key in a PEM file ({@code -----BEGIN PUBLIC KEY-----}); nothing when the text holds no Ed25519 key. */
    public static Optional<VerifyingKey> ofPem(String text) {
        return Pem.PUBLIC.read(text).map(key -> new VerifyingKey(HexFormat.of().formatHex(key)));
    }

    /** The name of the key: the first 16 hex digits of the SHA-256 of its bytes. */
    public String keyId() {
        return Sha256.hex(Sha256.of(Sha256.bytes(hex))).substring(0, ID_DIGITS);
    }

    /** The key as a PEM file, equal to what openssl writes. */
    public String pem() {
        return Pem.PUBLIC.write(Sha256.bytes(hex));
    }

    /** Whether these bytes were signed with the private key that belongs to this one. */
    public boolean verify(byte[] bytes, String sig) {
        if (!SIGNATURE.matcher(sig).matches()) {
            return false;
        }
        try {
            Signature check = Signature.getInstance(SigningKey.ALGORITHM);
            check.initVerify(key());
            check.update(bytes);
            return check.verify(HexFormat.of().parseHex(sig));
        } catch (GeneralSecurityException e) {
            // A key that is no point of the curve, or a signature that is none, has signed nothing.
            return false;
        }
    }

    private PublicKey key() throws GeneralSecurityException {
        return KeyFactory.getInstance(SigningKey.ALGORITHM)
                .generatePublic(new X509EncodedKeySpec(Pem.PUBLIC.encoded(Sha256.bytes(hex))));
    }
}
