/** A release as files and proofs, and the signed state: what partners read. */
@NullMarked
package org.lode.export;

import org.jspecify.annotations.NullMarked;
