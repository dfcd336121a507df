/** Searches a running Lode. */
@NullMarked
package org.lode.search;

import org.jspecify.annotations.NullMarked;
