/** Tests of the room files. */
@NullMarked
package org.lode.files;

import org.jspecify.annotations.NullMarked;
