/** Tests of the room mirror. */
@NullMarked
package org.lode.mirror;

import org.jspecify.annotations.NullMarked;
