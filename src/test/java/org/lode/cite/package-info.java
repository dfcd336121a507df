/** Tests of the room cite. */
@NullMarked
package org.lode.cite;

import org.jspecify.annotations.NullMarked;
