/** What a release is: its canonical form, hashes, deltas, manifests, notices, keys and signatures. May import model. */
@NullMarked
package org.lode.release;

import org.jspecify.annotations.NullMarked;
