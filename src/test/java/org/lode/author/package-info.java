/** Tests of the room author. */
@NullMarked
package org.lode.author;

import org.jspecify.annotations.NullMarked;
