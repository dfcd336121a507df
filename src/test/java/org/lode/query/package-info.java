/** Tests of reading: what filters, orders, pages, cursors and figures answer, held against rows in memory. */
@NullMarked
package org.lode.query;

import org.jspecify.annotations.NullMarked;
