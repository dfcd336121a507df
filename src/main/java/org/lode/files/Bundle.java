package org.lode.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.lode.model.Table;
import org.lode.model.View;
import org.lode.store.ManifestStore.StoredManifest;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * The files that were made of a release, in a folder on the disk.
 *
 * @param files in the order of their names
 */
public record Bundle(Path folder, List<File> files) {
    private static final int BUFFER = 1 << 16;
    private static final MediaType ZIP = new MediaType("application", "zip");

    /** Returns the name of the archive of all files of a release. */
    public static String archive(String version) {
        return "lode-" + version + ".zip";
    }

    static String path(Table table, String ending) {
        return "data/%s.%s".formatted(table.name(), ending);
    }

    static String path(View view) {
        return "flat/%s.csv".formatted(view.name());
    }

    public Optional<File> find(String name) {
        return files.stream().filter(file -> file.name().equals(name)).findFirst();
    }

    /** Returns a file to serve. Another version of Lode may write it otherwise, so clients must revalidate it. */
    public ServedFile served(File file, StoredManifest release) {
        Flux<byte[]> content = content(folder.resolve(file.name()));
        return ServedFile.of(release, file.type(), file.sha256(), file.bytes(), /* lasting= */ false, content)
                .checked(release.version() + "/" + file.name(), file.sha256());
    }

    private static Flux<byte[]> content(Path file) {
        return Flux.using(() -> Files.newInputStream(file), Bundle::chunks).subscribeOn(Schedulers.boundedElastic());
    }

    private static Flux<byte[]> chunks(InputStream in) {
        return Mono.fromCallable(() -> in.readNBytes(BUFFER)).repeat().takeWhile(chunk -> chunk.length > 0);
    }

    /**
     * One file of a release, with what others check it by.
     *
     * @param name path below the release
     */
    public record File(
            String name,
            long bytes,
            String sha256,
            @JsonSerialize(using = ToStringSerializer.class) MediaType type) {

        /** Returns the line of {@code SHA256SUMS}. */
        String sum() {
            return sha256 + "  " + name + "\n";
        }

        /** Returns the extension: {@code csv}. */
        String ending() {
            return name.substring(name.lastIndexOf('.') + 1);
        }

        /** Returns the type as IANA registers it, without parameters. */
        String mediaType() {
            return type.getType() + "/" + type.getSubtype();
        }
    }

    /** Writes files into a folder, one after the other. It notes the size and hash of each. */
    static final class Writer {
        /** Bytes that the disk must have left for others, above all for the database. */
        private static final long FREE = 64L << 20;

        private final Path folder;
        private final List<File> files = new ArrayList<>();

        Writer(Path folder) {
            this.folder = folder;
        }

        /** Writes content into a place. */
        @FunctionalInterface
        interface Content<T> {
            void to(T place) throws IOException;
        }

        void write(String name, MediaType type, Content<OutputStream> content) throws IOException {
            place(name, type, file -> {
                Files.createDirectories(file.getParent());
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
                    content.to(out);
                }
            });
        }

        void write(String name, MediaType type, String text) throws IOException {
            write(name, type, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        }

        /** Writes a file that has to be on the disk while it is written; fails when the disk has no room for it. */
        void place(String name, MediaType type, Content<Path> content) throws IOException {
            Path file = folder.resolve(name);
            content.to(file);
            long free = Files.getFileStore(file).getUsableSpace();
            if (free < FREE) {
                throw new IOException("%d bytes are left on the disk (expected: %d or more)".formatted(free, FREE));
            }
            files.add(new File(name, Files.size(file), BundleFolder.sha256(file), type));
        }

        /**
         * Writes the archive of all files that were written until now: in one folder, with their {@code SHA256SUMS}.
         *
         * <p>Files are stored without compression. Compressors differ from one machine to another, and then the hash of
         * the archive would. A client that takes gzip over HTTP gets the archive compressed all the same.
         */
        void archive(StoredManifest release) throws IOException {
            List<File> all = files();
            String sums = all.stream().map(File::sum).collect(Collectors.joining());
            write(Bundle.archive(release.version()), ZIP, out -> {
                try (ZipOutputStream zip = new ZipOutputStream(out)) {
                    entry(
                            zip,
                            release,
                            ReleaseFiles.SUMS,
                            new ByteArrayResource(sums.getBytes(StandardCharsets.UTF_8)));
                    for (File file : all) {
                        entry(zip, release, file.name(), new FileSystemResource(folder.resolve(file.name())));
                    }
                }
            });
        }

        private static void entry(ZipOutputStream zip, StoredManifest release, String name, Resource content)
                throws IOException {
            CRC32 crc = new CRC32();
            try (InputStream in = new CheckedInputStream(content.getInputStream(), crc)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            ZipEntry entry = new ZipEntry("lode-" + release.version() + "/" + name);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.contentLength());
            entry.setCrc(crc.getValue());
            entry.setTimeLocal(LocalDateTime.ofInstant(release.manifest().publishedAt(), ZoneOffset.UTC));
            zip.putNextEntry(entry);
            try (InputStream in = content.getInputStream()) {
                in.transferTo(zip);
            }
            zip.closeEntry();
        }

        Path folder() {
            return folder;
        }

        /** Returns the files that were written until now, in the order of names. */
        List<File> files() {
            return files.stream().sorted(Comparator.comparing(File::name)).toList();
        }
    }
}
