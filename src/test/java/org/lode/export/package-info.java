/** Tests of rows as files. */
@NullMarked
package org.lode.export;

import org.jspecify.annotations.NullMarked;
