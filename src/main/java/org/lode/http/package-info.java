/** What every response over HTTP has in common: request lines that are read leniently, entity tags, compression. */
@NullMarked
package org.lode.http;

import org.jspecify.annotations.NullMarked;
