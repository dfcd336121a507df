package org.lode.store;

import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.Notices;

/** The source of what a damaged database cannot make from its own rows. Everything it gives is proved before it is used. */
public interface Originals {
    /** Returns the whole manifest of a release. Fails with a {@link DatasetDamaged} when there is none. */
    byte[] manifest(String version);

    /** Returns all notices; it may be that there are none. */
    Notices notices();

    /** Returns the bytes of a release's delta, the file of this name, from {@code from} up to, but not including, {@code to}. */
    byte[] deltaRange(String version, String file, long from, long to);

    /** Returns a source without anything: a repair then needs sound rows. */
    static Originals none() {
        return new Originals() {
            @Override
            public byte[] manifest(String version) {
                throw missing("the manifest", version);
            }

            @Override
            public Notices notices() {
                throw new DatasetDamaged("the notices are needed (expected: an origin that has them)");
            }

            @Override
            public byte[] deltaRange(String version, String file, long from, long to) {
                throw missing("a line of the delta", version);
            }
        };
    }

    private static DatasetDamaged missing(String what, String version) {
        return new DatasetDamaged(
                "%s of release %s is needed (expected: an origin that has it)".formatted(what, version));
    }
}
