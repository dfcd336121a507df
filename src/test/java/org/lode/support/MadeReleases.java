package org.lode.support;

import java.util.List;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * A Lode with the bundled releases and two more made of them, in which records and parts come, go and come back.
 *
 * <p>Classes that extend this share one Lode, which limits no cost: oracles ask for whole tables at once.
 */
@ResourceLock(value = MadeReleases.LODE, mode = ResourceAccessMode.READ)
public abstract class MadeReleases {
    /** The lock on the shared Lode; a class that changes its database takes it for itself. */
    public static final String LODE = "the Lode of MadeReleases";

    private static final DatasetCopy DATASET = Edition.both();

    /** The state of release N at index N; at 0 nothing. */
    protected static final List<Replay.State> RELEASES = Replay.of(DATASET.folder());

    /** The sequence number of the first of the two releases that were made. */
    protected static final int FIRST = Bundled.NEWEST + 1;

    @DynamicPropertySource
    static void origin(DynamicPropertyRegistry properties) {
        properties.add("lode.origin", () -> DATASET.folder().toString());
        properties.add("lode.limits.cost", () -> 100_000_000);
    }
}
