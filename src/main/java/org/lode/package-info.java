/** Starts Lode. */
@NullMarked
package org.lode;

import org.jspecify.annotations.NullMarked;
