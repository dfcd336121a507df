/** Applies one release in one transaction, and authors a new one from the tables that people edit. */
@NullMarked
package org.lode.publish;

import org.jspecify.annotations.NullMarked;
