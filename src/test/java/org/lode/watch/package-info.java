/** What operators see of a Lode that answers and of one that cannot. */
@NullMarked
package org.lode.watch;

import org.jspecify.annotations.NullMarked;
