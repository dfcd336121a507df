/** What operators see: health, figures by operation, and one line a request. */
@NullMarked
package org.lode.watch;

import org.jspecify.annotations.NullMarked;
