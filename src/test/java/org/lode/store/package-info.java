/** Tests of the room store. */
@NullMarked
package org.lode.store;

import org.jspecify.annotations.NullMarked;
