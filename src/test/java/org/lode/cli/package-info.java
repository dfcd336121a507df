/** Tests of the room cli. */
@NullMarked
package org.lode.cli;

import org.jspecify.annotations.NullMarked;
