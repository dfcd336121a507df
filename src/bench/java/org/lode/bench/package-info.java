/** Measures Lode beside other servers over the same synthetic rows. */
@NullMarked
package org.lode.bench;

import org.jspecify.annotations.NullMarked;
