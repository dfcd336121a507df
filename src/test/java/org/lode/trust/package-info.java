/** Tests of keys, rings, signatures and signed states. */
@NullMarked
package org.lode.trust;

import org.jspecify.annotations.NullMarked;
