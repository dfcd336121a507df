/** Tests of the room http. */
@NullMarked
package org.lode.http;

import org.jspecify.annotations.NullMarked;
