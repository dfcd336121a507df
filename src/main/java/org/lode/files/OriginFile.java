package org.lode.files;

import java.util.Map;
import java.util.Optional;
import org.lode.model.Sha256;
import org.lode.store.StoredManifest;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;

/**
 * One file that this origin serves.
 *
 * @param name equal names mean equal bytes
 * @param lasting whether it never changes
 * @param version of the release that it belongs to
 * @param headers headers that say something about that release
 * @param content its bytes, made anew for each who reads them; fails before its end when they are not what they must be
 */
public record OriginFile(
        MediaType type,
        String name,
        long bytes,
        boolean lasting,
        Optional<String> version,
        Map<String, String> headers,
        Flux<byte[]> content) {
    /** Apache Parquet, which is compressed in itself. */
    public static final MediaType PARQUET = new MediaType("application", "vnd.apache.parquet");

    /** JSON Lines. */
    public static final MediaType LINES = new MediaType("application", "jsonl");

    /** A file without further headers. */
    public OriginFile(
            MediaType type, String name, long bytes, boolean lasting, Optional<String> version, Flux<byte[]> content) {
        this(type, name, bytes, lasting, version, Map.of(), content);
    }

    /** The same file, with headers that say something about its release. */
    public OriginFile with(Map<String, String> told) {
        return new OriginFile(type, name, bytes, lasting, version, told, content);
    }

    /** A file that is held in memory and changes. */
    public static OriginFile changing(MediaType type, byte[] bytes) {
        return new OriginFile(
                type, Sha256.hex(Sha256.of(bytes)), bytes.length, false, Optional.empty(), Flux.just(bytes));
    }

    /** A file of a release, which is made while it is sent. */
    public static OriginFile lasting(
            MediaType type, StoredManifest release, String name, long bytes, Flux<byte[]> content) {
        return new OriginFile(type, name, bytes, true, Optional.of(release.version()), content);
    }
}
