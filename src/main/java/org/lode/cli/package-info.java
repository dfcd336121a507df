/** The commands of Lode: their options, what they print, and how they end. May import every room. */
@NullMarked
package org.lode.cli;

import org.jspecify.annotations.NullMarked;
