package org.lode.author;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.lode.model.Failure.StartFailed;

/** Writes files durably, so that no reader sees half of a file. */
public final class WholeFile {
    private WholeFile() {}

    /** What writes files. */
    interface Writing<T> {
        T write() throws IOException;
    }

    /** Writes files of a dataset; {@code shown} names them in the failure. */
    static <T> T writing(Object shown, Writing<T> files) {
        try {
            return files.write();
        } catch (IOException | UncheckedIOException e) {
            throw new StartFailed("--dataset: %s cannot be written: %s".formatted(shown, e.getMessage()), e);
        }
    }

    /** Replaces or creates a file as a whole. */
    public static Path replace(Path file, byte[] bytes) throws IOException {
        Path next = file.resolveSibling("." + file.getFileName());
        write(next, bytes);
        return Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes a file and waits until it is on the disk. */
    public static void write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
