/** Tests of the room release. */
@NullMarked
package org.lode.release;

import org.jspecify.annotations.NullMarked;
