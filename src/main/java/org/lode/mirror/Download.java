package org.lode.mirror;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.DiskFull;
import org.lode.store.ReleaseApplyStore.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is being downloaded to the disk, without a name, so that it ends with the process, however that ends. */
final class Download implements AutoCloseable {
    /** Least bytes a second, after the time that the origin has to begin. */
    private static final long SLOWEST = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

    private final String path;
    private final long limit;
    private final Duration patience;
    private final Progress progress;
    private final FileChannel channel;
    private long begun = System.nanoTime();
    private long size;
    private @Nullable String etag;

    /** Takes up to {@code limit} bytes of a file; {@code path} names it in failures. */
    Download(String path, long limit, Duration patience, Progress progress) {
        this.progress = progress;
        this.path = path;
        this.limit = limit;
        this.patience = patience;
        try {
            Path file = Files.createTempFile("lode-", ".spool");
            this.channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            unname(file);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(IOException e) {
        return DiskFull.isCause(e)
                ? new DiskFull(System.getProperty("java.io.tmpdir"), e)
                : new UncheckedIOException(e);
    }

    /** Deletes the name of the open file, so that a killed process leaves nothing. Windows deletes it when the file is closed. */
    private static void unname(Path file) {
        try {
            Files.delete(file);
        } catch (IOException needed) {
            LOG.trace("{} keeps its name", file, needed);
        }
    }

    /** Begins to receive: from the first byte on when {@code whole}, else after the bytes that are here. */
    void begin(boolean whole, @Nullable String name) {
        begun = System.nanoTime();
        size = whole ? 0 : size;
        etag = name;
    }

    /** Appends bytes; fails when there are too many, or when they come too slowly. */
    void take(byte[] bytes) {
        if (size + bytes.length > limit) {
            throw new DatasetDamaged("%s: more than %d bytes (expected: no more)".formatted(path, limit));
        }
        try {
            channel.write(ByteBuffer.wrap(bytes), size);
        } catch (IOException e) {
            throw failure(e);
        }
        size += bytes.length;
        progress.at("fetching " + path, size, limit);
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        if (taken.compareTo(patience.plusSeconds(size / SLOWEST)) > 0) {
            throw new DatasetDamaged("%s: %d bytes in %d s (expected: %d bytes a second)"
                    .formatted(path, size, taken.toSeconds(), SLOWEST));
        }
    }

    long size() {
        return size;
    }

    /** Returns the entity tag of the bytes; null when the origin gave none. */
    @Nullable
    String etag() {
        return etag;
    }

    /** Returns all bytes, mapped from the disk; they stay readable when this is closed. */
    MemorySegment bytes() {
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
