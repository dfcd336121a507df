/** Tests of the files and the state that mirrors read. */
@NullMarked
package org.lode.export;

import org.jspecify.annotations.NullMarked;
