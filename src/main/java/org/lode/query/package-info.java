/** Lists, pages, groups, changes and search as SQL, and the rows that they return. May import release and model. */
@NullMarked
package org.lode.query;

import org.jspecify.annotations.NullMarked;
