/** Tests of what a release is, its hashes and its files. */
@NullMarked
package org.lode.release;

import org.jspecify.annotations.NullMarked;
