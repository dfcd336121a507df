/** Who may say what the newest release is: keys, signatures, and the signed state of an origin. */
@NullMarked
package org.lode.trust;

import org.jspecify.annotations.NullMarked;
