/** Tests of what every response has in common. */
@NullMarked
package org.lode.http;

import org.jspecify.annotations.NullMarked;
