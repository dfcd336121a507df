package org.lode.support;

import java.util.List;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * For tests that need records and parts that come, go and come back: the bundled releases, and two that were made of them.
 *
 * <p>Classes that extend this share one Lode.
 */
public abstract class MadeReleases {
    private static final DatasetCopy DATASET = made();

    /** The state of release N at N, and nothing at 0. */
    protected static final List<Replay.State> RELEASES = Replay.of(DATASET.folder());

    private static DatasetCopy made() {
        DatasetCopy dataset = DatasetCopy.make();
        Edition edition = new Edition(dataset);
        edition.five();
        edition.six();
        return dataset;
    }

    @DynamicPropertySource
    static void origin(DynamicPropertyRegistry properties) {
        properties.add("lode.origin", () -> DATASET.folder().toString());
    }
}
