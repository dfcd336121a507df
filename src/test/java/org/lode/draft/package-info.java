/** Tests of reading, checking, ordering and extending the tables. */
@NullMarked
package org.lode.draft;

import org.jspecify.annotations.NullMarked;
