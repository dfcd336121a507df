package org.lode.files;

import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.store.ManifestStore.StoredManifest;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;

/**
 * One file that this server sends.
 *
 * @param name entity tag: equal names mean equal bytes
 * @param lasting whether it never changes
 * @param version of the release that it belongs to
 * @param headers headers that say something about that release
 * @param content its bytes, made again for each subscriber; fails before its end when their hash is wrong
 */
public record ServedFile(
        MediaType type,
        String name,
        long bytes,
        boolean lasting,
        Optional<String> version,
        Map<String, String> headers,
        Flux<byte[]> content) {
    /** Apache Parquet, which is compressed in itself. */
    public static final MediaType PARQUET = new MediaType("application", "vnd.apache.parquet");

    public static final MediaType LINES = new MediaType("application", "jsonl");

    public ServedFile(
            MediaType type, String name, long bytes, boolean lasting, Optional<String> version, Flux<byte[]> content) {
        this(type, name, bytes, lasting, version, Map.of(), content);
    }

    /** Returns the same file, with headers that say something about its release. */
    public ServedFile with(Map<String, String> added) {
        return new ServedFile(type, name, bytes, lasting, version, added, content);
    }

    /** Returns a file that is held in memory and changes. */
    public static ServedFile changing(MediaType type, byte[] bytes) {
        return new ServedFile(type, Sha256.hexOf(bytes), bytes.length, false, Optional.empty(), Flux.just(bytes));
    }

    static ServedFile of(
            StoredManifest release, MediaType type, String name, long bytes, boolean lasting, Flux<byte[]> content) {
        return new ServedFile(type, name, bytes, lasting, Optional.of(release.version()), content);
    }

    /**
     * Returns the same file, which fails before its end unless its bytes have their number and hash.
     *
     * <p>Earlier chunks have gone out when the hash is known. So the last chunk fails in place of going out, and no
     * client gets a whole file that is wrong.
     *
     * @param path what messages call it
     * @param sha256 the hash that the bytes must have; null when it is not known before
     */
    ServedFile checked(String path, @Nullable String sha256) {
        Flux<byte[]> checked = Flux.defer(() -> {
            MessageDigest digest = Sha256.digest();
            AtomicLong passed = new AtomicLong();
            return content.doOnNext(chunk -> {
                        digest.update(chunk);
                        if (passed.addAndGet(chunk.length) > bytes) {
                            throw wrong(path, sha256, "more than " + bytes + " bytes");
                        }
                        if (passed.get() == bytes && sha256 != null) {
                            String found = Sha256.hex(digest.digest());
                            if (!found.equals(sha256)) {
                                throw wrong(path, sha256, "SHA-256 " + found);
                            }
                        }
                    })
                    .doOnComplete(() -> {
                        if (passed.get() != bytes) {
                            throw wrong(path, sha256, passed + " bytes");
                        }
                    });
        });
        return new ServedFile(type, name, bytes, lasting, version, headers, checked);
    }

    private DatasetDamaged wrong(String path, @Nullable String sha256, String found) {
        return new DatasetDamaged("%s, as it is here: %s (expected: %d bytes, SHA-256 %s)"
                .formatted(path, found, bytes, sha256 == null ? "as it comes" : sha256));
    }

    /** A request for a file that cannot be answered. The reason names the value and what was expected. */
    public static final class FileException extends ResponseStatusException {
        private static final long serialVersionUID = 1L;
        public static final String METHODS = "GET, HEAD, OPTIONS";
        private static final int LONGEST = 200;

        private FileException(HttpStatus status, String part, String value, String expected) {
            super(status, "%s: %s (expected: %s)".formatted(part, shown(value), expected));
        }

        private static String shown(String value) {
            return value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value;
        }

        /** There is no such file. */
        public static FileException missing(String part, String value, String expected) {
            return new FileException(HttpStatus.NOT_FOUND, part, value, expected);
        }

        /** A redaction took the file away. */
        static FileException gone(String value, String expected) {
            return new FileException(HttpStatus.GONE, "file", value, expected);
        }

        /** The range has no byte of the file. */
        public static FileException outside(String range, long bytes) {
            String expected = bytes == 0 ? "no range: the file is empty" : "bytes 0 to " + (bytes - 1);
            return new FileException(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "range", range, expected);
        }

        /** Files do not answer this method. */
        public static FileException method(HttpMethod method) {
            return new FileException(HttpStatus.METHOD_NOT_ALLOWED, "method", method.name(), "one of " + METHODS);
        }
    }
}
