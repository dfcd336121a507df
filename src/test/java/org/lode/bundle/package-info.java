/** Tests of the files that data tools read. */
@NullMarked
package org.lode.bundle;

import org.jspecify.annotations.NullMarked;
