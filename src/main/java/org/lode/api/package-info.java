/** The edge that no feature owns: GraphQL over HTTP, caching, limits, one release an operation, errors, the pages. */
@NullMarked
package org.lode.api;

import org.jspecify.annotations.NullMarked;
