/** Every way in which a request, a file or a start can fail, as one sealed family. */
@NullMarked
package org.lode.failure;

import org.jspecify.annotations.NullMarked;
