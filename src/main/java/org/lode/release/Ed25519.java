package org.lode.release;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lode.model.Sha256;

/** Keys and signatures of the algorithm Ed25519 (RFC 8032). */
public final class Ed25519 {
    private static final String ALGORITHM = "Ed25519";

    private Ed25519() {}

    /** A private key, which signs. Its {@code toString} is the id of its public key. */
    public static final class SigningKey {
        private final byte[] secret;
        private final VerifyingKey verifying;

        private SigningKey(byte[] secret) {
            this.secret = secret;
            this.verifying = verifying(secret);
        }

        /** Makes a new random key. */
        public static SigningKey fresh() {
            byte[] secret = new byte[Pem.KEY_BYTES];
            new SecureRandom().nextBytes(secret);
            return new SigningKey(secret);
        }

        /** Reads the key in a PEM file ({@code -----BEGIN PRIVATE KEY-----}); nothing when the text holds no Ed25519 key. */
        public static Optional<SigningKey> ofPem(String text) {
            return Pem.PRIVATE.read(text).map(SigningKey::new);
        }

        /** Returns its public key. */
        public VerifyingKey verifying() {
            return verifying;
        }

        public String keyId() {
            return verifying.keyId();
        }

        /** Signs these bytes; returns 128 hex digits, always the same for the same bytes. */
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

        /** Returns the private key as a PEM file; the caller protects it. */
        String pem() {
            return Pem.PRIVATE.write(secret);
        }

        /** Derives the public key. Java has no call for that, so a key pair is generated from a fixed random source. */
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

        /** A random source that gives these bytes. */
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

    /**
     * A public key, which verifies signatures.
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

        /** Reads the key in a PEM file ({@code -----BEGIN PUBLIC KEY-----}); nothing when the text holds no Ed25519 key. */
        public static Optional<VerifyingKey> ofPem(String text) {
            return Pem.PUBLIC
                    .read(text)
                    .map(key -> new VerifyingKey(HexFormat.of().formatHex(key)));
        }

        /** Returns the id of the key: the first 16 hex digits of the SHA-256 of its bytes. */
        public String keyId() {
            return Sha256.hexOf(Sha256.bytes(hex)).substring(0, ID_DIGITS);
        }

        /** Returns the key as a PEM file, equal to what openssl writes. */
        public String pem() {
            return Pem.PUBLIC.write(Sha256.bytes(hex));
        }

        /** Returns whether this is a signature of these bytes by the private key. */
        public boolean verify(byte[] bytes, String sig) {
            if (!SIGNATURE.matcher(sig).matches()) {
                return false;
            }
            try {
                Signature check = Signature.getInstance(ALGORITHM);
                check.initVerify(key());
                check.update(bytes);
                return check.verify(HexFormat.of().parseHex(sig));
            } catch (GeneralSecurityException e) {
                // The key is no point of the curve, or the signature is malformed.
                return false;
            }
        }

        private PublicKey key() throws GeneralSecurityException {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Pem.PUBLIC.encoded(Sha256.bytes(hex))));
        }
    }

    /**
     * Ed25519 keys as PEM text, as openssl writes them: 32 bytes after a fixed prefix (RFC 8410).
     *
     * @param label the text between the dashes
     * @param beginning the prefix as hex
     */
    private record Pem(String label, String beginning) {
        static final int KEY_BYTES = 32;
        private static final int LINE = 64;

        /** A private key in PKCS#8. */
        static final Pem PRIVATE = new Pem("PRIVATE KEY", "302e020100300506032b657004220420");

        /** A public key as a SubjectPublicKeyInfo. */
        static final Pem PUBLIC = new Pem("PUBLIC KEY", "302a300506032b6570032100");

        /** Returns the encoded key for Java: the prefix and the key. */
        byte[] encoded(byte[] key) {
            return HexFormat.of().parseHex(beginning + HexFormat.of().formatHex(key));
        }

        String write(byte[] key) {
            Base64.Encoder lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
            return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                    .formatted(label, lines.encodeToString(encoded(key)), label)
                    .replace("\r", "");
        }

        /** Reads the 32 bytes of the first key with this label; nothing when there is none. */
        Optional<byte[]> read(String text) {
            Matcher found = Pattern.compile(
                            "-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]*)-----END " + label + "-----")
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
}
