package org.lode.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lode.store.StoredManifest;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * The files that were made of a release, as they lie on the disk.
 *
 * @param files in the order of their names
 */
public record Bundle(Path folder, List<BundleFile> files) {
    private static final int PORTION = 1 << 16;

    public Optional<BundleFile> find(String name) {
        return files.stream().filter(file -> file.name().equals(name)).findFirst();
    }

    /** A file to serve. It may be written otherwise one day, so that whoever has it asks again. */
    public OriginFile served(BundleFile file, StoredManifest release) {
        Flux<byte[]> content = HeldTo.hash(
                content(folder.resolve(file.name())),
                release.version() + "/" + file.name(),
                file.bytes(),
                file.sha256());
        return new OriginFile(file.type(), file.sha256(), file.bytes(), false, Optional.of(release.version()), content);
    }

    private static Flux<byte[]> content(Path file) {
        return Flux.<byte[], InputStream>generate(
                        () -> Files.newInputStream(file),
                        (in, sink) -> {
                            try {
                                byte[] portion = in.readNBytes(PORTION);
                                if (portion.length == 0) {
                                    sink.complete();
                                } else {
                                    sink.next(portion);
                                }
                            } catch (IOException e) {
                                sink.error(e);
                            }
                            return in;
                        },
                        Bundle::close)
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
