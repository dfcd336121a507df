package org.lode.release;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** A private Ed25519 key, which signs. It shows itself by the name of its public half alone. */
public final class SigningKey {
    static final String ALGORITHM = "Ed25519";

    private final byte[] secret;
    private final VerifyingKey verifying;

    private SigningKey(byte[] secret) {
        this.secret = secret;
        this.verifying = verifying(secret);
    }

    /** A new key, by the best random source there is. */
    public static SigningKey fresh() {
        byte[] secret = new byte[Pem.KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        return new SigningKey(secret);
    }

    /** The key in a PEM file ({@code -----BEGIN PRIVATE KEY-----}); nothing when the text holds no Ed25519 key. */
    public static Optional<SigningKey> ofPem(String text) {
        return Pem.PRIVATE.read(text).map(SigningKey::new);
    }

    /** Its public half. */
    public VerifyingKey verifying() {
        return verifying;
    }

    public String keyId() {
        return verifying.keyId();
    }

    /** The signature of these bytes as 128 hex digits; always the same for the same bytes. */
    public String sign(byte[] bytes) {
        try {
            PrivateKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(Pem.PRIVATE.encoded(secret)));
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(bytes);
            return HexFormat.of().formatHex(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    /** The key as a PEM file, for whoever writes it where nobody else can read it. */
    String pem() {
        return Pem.PRIVATE.write(secret);
    }

    /** Java makes a public key only of a secret that it draws itself, so it is made to draw this one. */
    private static VerifyingKey verifying(byte[] secret) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(255, new Drawn(secret));
            byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
            byte[] key = Arrays.copyOfRange(encoded, encoded.length - Pem.KEY_BYTES, encoded.length);
            return new VerifyingKey(HexFormat.of().formatHex(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return keyId();
    }

    /** A random source that gives what it was given. */
    private static final class Drawn extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final transient byte[] bytes;

        Drawn(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] into) {
            System.arraycopy(bytes, 0, into, 0, into.length);
        }
    }
}
