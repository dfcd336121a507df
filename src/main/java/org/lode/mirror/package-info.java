/** Keeps the database equal to an origin: ask, decide, verify, apply. */
@NullMarked
package org.lode.mirror;

import org.jspecify.annotations.NullMarked;
