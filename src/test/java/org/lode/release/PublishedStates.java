package org.lode.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lode.release.Manifest.Published;
import org.lode.release.ReleaseReader.ReleaseFiles;

/** The releases of this repository, as tests use them. */
public final class PublishedStates {
    public static final Path DATASET = Path.of("dataset");

    private PublishedStates() {}

    public static ReleaseFiles files(Path dataset) {
        return path -> {
            try {
                return Files.readAllBytes(dataset.resolve(path));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** The state after each release, the one before the first included. */
    static List<State> all() {
        ReleaseReader reader = new ReleaseReader(files(DATASET));
        List<State> states = new ArrayList<>(List.of(State.empty()));
        for (Published release : reader.chain(reader.pointer(), 1)) {
            states.add(states.getLast().apply(reader.delta(release.manifest()).ops()));
        }
        return states;
    }

    /** Copies a dataset folder whole. */
    public static Path copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return to;
    }
}
