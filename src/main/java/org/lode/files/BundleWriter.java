package org.lode.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.lode.model.Sha256;
import org.springframework.http.MediaType;

/** Writes files into a folder, one after the other, and notes the size and hash of each. */
final class BundleWriter {
    /** Left to others on the same disk, the database above all. */
    private static final long FREE = 64L << 20;

    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private final List<BundleFile> files = new ArrayList<>();

    BundleWriter(Path folder) {
        this.folder = folder;
    }

    /** What a file is made of. */
    @FunctionalInterface
    interface Content {
        void to(OutputStream out) throws IOException;
    }

    /** Writes a file; fails when the disk has no room for it. */
    BundleFile write(String name, MediaType type, Content content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        MessageDigest digest = Sha256.digest();
        try (OutputStream out =
                new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(file), digest), BUFFER)) {
            content.to(out);
        }
        return written(name, type, file, digest);
    }

    private BundleFile written(String name, MediaType type, Path file, MessageDigest digest) throws IOException {
        long free = Files.getFileStore(file).getUsableSpace();
        if (free < FREE) {
            throw new IOException("%d bytes are left on the disk (expected: %d or more)".formatted(free, FREE));
        }
        BundleFile written = new BundleFile(name, Files.size(file), Sha256.hex(digest.digest()), type);
        files.add(written);
        return written;
    }

    /** What a file is written by that has to be on the disk while it is written. */
    @FunctionalInterface
    interface Placed {
        void to(Path file) throws IOException;
    }

    /** Writes a file in its place; fails when the disk has no room for it. */
    BundleFile place(String name, MediaType type, Placed content) throws IOException {
        Path file = folder.resolve(name);
        content.to(file);
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return written(name, type, file, digest);
    }

    BundleFile write(String name, MediaType type, String text) throws IOException {
        return write(name, type, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    Path folder() {
        return folder;
    }

    /** What was written until now, in the order of names. */
    List<BundleFile> files() {
        return files.stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    }
}
