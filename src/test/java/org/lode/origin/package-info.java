/** Tests of the files and the state that mirrors read. */
@NullMarked
package org.lode.origin;

import org.jspecify.annotations.NullMarked;
