/** A release as files and proofs: what partners read. */
@NullMarked
package org.lode.export;

import org.jspecify.annotations.NullMarked;
