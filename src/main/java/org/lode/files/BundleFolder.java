package org.lode.files;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lode.model.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;
import tools.jackson.core.JacksonException;

/**
 * Bundles on the disk. Each has a folder, named by its key, which is there as a whole or not at all.
 *
 * <p>Several processes may share the folder. Each uses what another has made, and knows unfinished bundles by their names.
 */
public record BundleFolder(Path folder) {
    private static final Logger LOG = LoggerFactory.getLogger(BundleFolder.class);
    private static final String LIST = "files.json";
    private static final String UNFINISHED = "unfinished-";
    /** Age after which an unfinished bundle, or one without a request since, is in use by no one. */
    private static final Duration QUIET = Duration.ofHours(1);

    /** Returns the bundle of this key, if it is here and whole. Deletes a damaged one. */
    Optional<Bundle> find(BundleCache.Key key) throws IOException {
        Path place = folder.resolve(key.toString());
        if (!Files.isDirectory(place)) {
            return Optional.empty();
        }
        Optional<Bundle> found = read(place);
        if (found.isEmpty()) {
            LOG.warn("{} is damaged: it is made again", place);
            FileSystemUtils.deleteRecursively(place);
        }
        return found;
    }

    private static Optional<Bundle> read(Path place) throws IOException {
        try {
            String list = Files.readString(place.resolve(LIST));
            List<Bundle.File> files = List.of(PrettyJson.read(list, Bundle.File[].class));
            boolean whole = !files.isEmpty();
            for (Bundle.File file : files) {
                whole = whole && sha256(place.resolve(file.name())).equals(file.sha256());
            }
            return whole ? Optional.of(new Bundle(place, files)) : Optional.empty();
        } catch (NoSuchFileException | JacksonException e) {
            LOG.debug("{} is not whole", place, e);
            return Optional.empty();
        }
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            Files.copy(file, out);
        }
        return Sha256.hex(digest.digest());
    }

    /** Makes the bundle of this key; leaves nothing behind when that fails. */
    Bundle make(BundleCache.Key key, Bundle.Writer.Content<Bundle.Writer> content) throws IOException {
        Files.createDirectories(folder);
        Path unfinished = Files.createTempDirectory(folder, UNFINISHED);
        try {
            Bundle.Writer writer = new Bundle.Writer(unfinished);
            content.to(writer);
            Files.writeString(unfinished.resolve(LIST), PrettyJson.pretty(writer.files()));
            Path place = folder.resolve(key.toString());
            FileSystemUtils.deleteRecursively(place);
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
            return new Bundle(place, writer.files());
        } finally {
            FileSystemUtils.deleteRecursively(unfinished);
        }
    }

    /** Notes that a bundle was asked for just now. */
    static void used(Bundle bundle) throws IOException {
        Files.setLastModifiedTime(bundle.folder(), FileTime.from(Instant.now()));
    }

    /**
     * Deletes obsolete and unfinished bundles, then the least recently used. A bundle is obsolete when its release has another key
     * now: it is written otherwise, or records were redacted.
     *
     * @param current the keys of all releases
     * @param limit bytes that all bundles may have together
     */
    void tidy(List<BundleCache.Key> current, long limit) throws IOException {
        Instant old = Instant.now().minus(QUIET);
        List<Kept> kept = new ArrayList<>();
        for (Path place : places()) {
            String name = place.getFileName().toString();
            Instant used = Files.getLastModifiedTime(place).toInstant();
            Optional<BundleCache.Key> key = BundleCache.Key.parse(name);
            boolean obsolete = key.isPresent() && current.stream().anyMatch(key.get()::isBefore);
            if (obsolete || (name.startsWith(UNFINISHED) && used.isBefore(old))) {
                FileSystemUtils.deleteRecursively(place);
            } else if (key.isPresent()) {
                kept.add(new Kept(place, used, size(place)));
            }
        }
        long bytes = kept.stream().mapToLong(Kept::bytes).sum();
        kept.sort(Comparator.comparing(Kept::used));
        for (Kept longest : kept) {
            if (bytes > limit && longest.used().isBefore(old)) {
                FileSystemUtils.deleteRecursively(longest.place());
                bytes -= longest.bytes();
            }
        }
    }

    private record Kept(Path place, Instant used, long bytes) {}

    private List<Path> places() throws IOException {
        try (Stream<Path> places = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return places.toList();
        }
    }

    private static long size(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.map(Path::toFile)
                    .filter(File::isFile)
                    .mapToLong(File::length)
                    .sum();
        }
    }
}
