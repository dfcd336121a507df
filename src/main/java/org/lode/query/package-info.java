/** The kit that all readers share: conditions, orders, pages and cursors, in plain Java and jOOQ. */
@NullMarked
package org.lode.query;

import org.jspecify.annotations.NullMarked;
