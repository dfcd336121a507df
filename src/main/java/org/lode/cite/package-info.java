/** Queries that can be cited: kept by their hash, run again on the release that they name, and shown as a page. May import http and all below it. */
@NullMarked
package org.lode.cite;

import org.jspecify.annotations.NullMarked;
