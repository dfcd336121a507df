/** Starts the house: the command line and the server. */
@NullMarked
package org.lode;

import org.jspecify.annotations.NullMarked;
