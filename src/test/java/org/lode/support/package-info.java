/** What tests share: one running Lode, a client that asks it, and a count of its SQL statements. */
@NullMarked
package org.lode.support;

import org.jspecify.annotations.NullMarked;
