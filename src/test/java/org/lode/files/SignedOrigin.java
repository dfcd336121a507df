package org.lode.files;

import java.nio.file.Path;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.lode.release.KeyRing.KeyFiles;
import org.lode.support.DatasetCopy;
import org.lode.support.Edition;
import org.lode.support.FreshDataFolder;
import org.springframework.boot.SpringApplication;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * For tests of an origin that signs with its second key, and whose releases hold every sort of change.
 *
 * <p>Classes that extend this share one Lode, and leave its database as they found it.
 */
@ResourceLock(value = SignedOrigin.LODE, mode = ResourceAccessMode.READ)
public abstract class SignedOrigin {
    /** The lock on the shared Lode; a class that changes its database takes it for itself. */
    public static final String LODE = "the Lode of SignedOrigin";

    static final DatasetCopy DATASET = Edition.both();
    public static final Path FOLDER = folder();
    public static final KeyFiles FIRST = KeyFiles.create(FOLDER.resolve("first"), null);
    public static final KeyFiles KEYS = KeyFiles.create(FOLDER.resolve("second"), FIRST);

    private static Path folder() {
        Path folder = FreshDataFolder.make();
        SpringApplication.getShutdownHandlers().add(() -> FreshDataFolder.delete(folder));
        return folder;
    }

    @DynamicPropertySource
    static void origin(DynamicPropertyRegistry properties) {
        properties.add("lode.origin", () -> DATASET.folder().toString());
        properties.add("lode.mirror.signing-key", () -> KEYS.file().toString());
        properties.add("lode.mirror.next-schema-version", () -> "2.0.0");
    }
}
