/** Tests of the room query. */
@NullMarked
package org.lode.query;

import org.jspecify.annotations.NullMarked;
