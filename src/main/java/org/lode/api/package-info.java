/** The edge that no feature owns: one release an operation, errors, and the pages served to a browser. */
@NullMarked
package org.lode.api;

import org.jspecify.annotations.NullMarked;
