package org.lode.files;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.lode.store.StoredManifest;

/**
 * The file {@code lode-VERSION.zip}: files of a release in one folder, with their {@code SHA256SUMS}.
 *
 * <p>They are stored as they are. Compressors differ from one machine to another, and then the hash of the archive would; who
 * takes gzip over HTTP gets it compressed all the same.
 */
public final class ZipArchive {
    private final ZipOutputStream zip;
    private final String folder;
    private final LocalDateTime time;

    private ZipArchive(ZipOutputStream zip, String folder, Instant time) {
        this.zip = zip;
        this.folder = folder;
        this.time = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }

    public static String name(String version) {
        return "lode-" + version + ".zip";
    }

    /** Writes these files, which are in the order of their names. */
    static void write(OutputStream out, Path from, List<BundleFile> files, StoredManifest release) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            ZipArchive archive = new ZipArchive(
                    zip, "lode-" + release.version() + "/", release.manifest().publishedAt());
            byte[] sums = files.stream()
                    .map(BundleFile::sum)
                    .collect(Collectors.joining())
                    .getBytes(StandardCharsets.UTF_8);
            archive.add(Checksums.FILE, sums.length, () -> new ByteArrayInputStream(sums));
            for (BundleFile file : files) {
                archive.add(file.name(), file.bytes(), () -> Files.newInputStream(from.resolve(file.name())));
            }
        }
    }

    @FunctionalInterface
    private interface Source {
        InputStream open() throws IOException;
    }

    private void add(String name, long bytes, Source source) throws IOException {
        ZipEntry entry = new ZipEntry(folder + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes);
        entry.setCompressedSize(bytes);
        entry.setCrc(crc(source));
        entry.setTimeLocal(time);
        zip.putNextEntry(entry);
        try (InputStream in = source.open()) {
            in.transferTo(zip);
        }
        zip.closeEntry();
    }

    private static long crc(Source source) throws IOException {
        CRC32 crc = new CRC32();
        try (InputStream in = new CheckedInputStream(new BufferedInputStream(source.open()), crc)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return crc.getValue();
    }
}
