/** Follows an origin, verifies and repairs the database, and signs the state of this server. May import files and all below it. */
@NullMarked
package org.lode.mirror;

import org.jspecify.annotations.NullMarked;
