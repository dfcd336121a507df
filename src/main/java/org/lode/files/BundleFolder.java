package org.lode.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
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
import org.springframework.http.MediaType;
import org.springframework.util.FileSystemUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Bundles on the disk, each in a folder of its own, which is there as a whole or not at all.
 *
 * <p>Several programs may share it: what one makes the others may use, and half-made ones are known by their names.
 */
public final class BundleFolder {
    private static final Logger LOG = LoggerFactory.getLogger(BundleFolder.class);
    private static final String LIST = "files.json";
    private static final String UNFINISHED = "unfinished-";
    /** After which nobody works any more on what is unfinished, or reads what nobody asked for since. */
    private static final Duration QUIET = Duration.ofHours(1);

    private final Path folder;

    public BundleFolder(Path folder) {
        this.folder = folder;
    }

    /** Writes the files of a bundle. */
    @FunctionalInterface
    interface Making {
        void into(BundleWriter writer) throws IOException;
    }

    /** The bundle of this key, if it is here and whole; one that is damaged is deleted. */
    Optional<Bundle> find(BundleKey key) throws IOException {
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
        List<BundleFile> files = new ArrayList<>();
        try {
            for (JsonNode file : BundleJson.read(Files.readString(place.resolve(LIST)))) {
                BundleFile listed = new BundleFile(
                        file.path("name").asString(),
                        file.path("bytes").asLong(),
                        file.path("sha256").asString(),
                        MediaType.parseMediaType(file.path("type").asString()));
                if (!hash(place.resolve(listed.name())).equals(listed.sha256())) {
                    return Optional.empty();
                }
                files.add(listed);
            }
        } catch (NoSuchFileException | JacksonException e) {
            LOG.debug("{} is not whole", place, e);
            return Optional.empty();
        }
        return files.isEmpty() ? Optional.empty() : Optional.of(new Bundle(place, List.copyOf(files)));
    }

    private static String hash(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Sha256.hex(digest.digest());
    }

    /** Makes the bundle of this key; leaves nothing behind when that fails. */
    Bundle make(BundleKey key, Making making) throws IOException {
        Files.createDirectories(folder);
        Path unfinished = Files.createTempDirectory(folder, UNFINISHED);
        try {
            BundleWriter writer = new BundleWriter(unfinished);
            making.into(writer);
            List<BundleFile> files = writer.files();
            Files.write(unfinished.resolve(LIST), BundleJson.pretty(list(files)).getBytes(StandardCharsets.UTF_8));
            Path place = folder.resolve(key.toString());
            FileSystemUtils.deleteRecursively(place);
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
            return new Bundle(place, files);
        } finally {
            FileSystemUtils.deleteRecursively(unfinished);
        }
    }

    private static ArrayNode list(List<BundleFile> files) {
        ArrayNode list = BundleJson.object().arrayNode();
        for (BundleFile file : files) {
            list.addObject()
                    .put("name", file.name())
                    .put("bytes", file.bytes())
                    .put("sha256", file.sha256())
                    .put("type", file.type().toString());
        }
        return list;
    }

    /** Notes that a bundle was asked for just now. */
    static void used(Bundle bundle) throws IOException {
        Files.setLastModifiedTime(bundle.folder(), FileTime.from(Instant.now()));
    }

    /**
     * Deletes what nobody needs any more: bundles of these releases that are written otherwise now, or hold what was redacted
     * since; what was left unfinished; and, as long as all are larger than {@code limit} bytes, those that nobody asked for longest.
     */
    void tidy(List<BundleKey> current, long limit) throws IOException {
        Instant old = Instant.now().minus(QUIET);
        List<Kept> kept = new ArrayList<>();
        for (Path place : places()) {
            String name = place.getFileName().toString();
            Instant used = Files.getLastModifiedTime(place).toInstant();
            Optional<BundleKey> key = BundleKey.parse(name);
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
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> places = Files.list(folder)) {
            return places.toList();
        }
    }

    private static long size(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
