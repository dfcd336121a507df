/** Tests of differences, feeds and histories, held against the JSON Lines of the releases. */
@NullMarked
package org.lode.change;

import org.jspecify.annotations.NullMarked;
