/** Tests of keeping a database equal to an origin. */
@NullMarked
package org.lode.mirror;

import org.jspecify.annotations.NullMarked;
