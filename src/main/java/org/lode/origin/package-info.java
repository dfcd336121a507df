/** A release as files and proofs, and the signed state: what partners read. How files are answered over HTTP. */
@NullMarked
package org.lode.origin;

import org.jspecify.annotations.NullMarked;
