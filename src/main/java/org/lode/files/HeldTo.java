package org.lode.files;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import reactor.core.publisher.Flux;

/**
 * Bytes on their way out that must have a length and a hash.
 *
 * <p>What is before the last portion is gone when the hash is known. So the last one is held back until it is, and whoever reads
 * never gets a whole file that is wrong.
 */
public final class HeldTo {
    private final String file;
    private final long bytes;
    private final @Nullable String sha256;
    private final MessageDigest digest = Sha256.digest();
    private long passed;

    private HeldTo(String file, long bytes, @Nullable String sha256) {
        this.file = file;
        this.bytes = bytes;
        this.sha256 = sha256;
    }

    /** The same bytes, which fail before their end unless they have this length. */
    static Flux<byte[]> length(Flux<byte[]> content, String file, long bytes) {
        return hash(content, file, bytes, null);
    }

    /** The same, unless they have this hash, too. */
    public static Flux<byte[]> hash(Flux<byte[]> content, String file, long bytes, @Nullable String sha256) {
        return Flux.defer(() -> {
            HeldTo held = new HeldTo(file, bytes, sha256);
            return content.doOnNext(held::pass).doOnComplete(held::end);
        });
    }

    private void pass(byte[] portion) {
        digest.update(portion);
        passed += portion.length;
        if (passed > bytes) {
            throw wrong("more than " + bytes + " bytes");
        }
        if (passed == bytes && sha256 != null) {
            String found = Sha256.hex(digest.digest());
            if (!found.equals(sha256)) {
                throw wrong("SHA-256 " + found);
            }
        }
    }

    private void end() {
        if (passed != bytes) {
            throw wrong(passed + " bytes");
        }
    }

    private DatasetDamaged wrong(String found) {
        return new DatasetDamaged("%s, as it is here: %s (expected: %d bytes, SHA-256 %s)"
                .formatted(file, found, bytes, sha256 == null ? "as it comes" : sha256));
    }
}
