/** Tests of the PostgreSQL that Lode runs on. */
@NullMarked
package org.lode.database;

import org.jspecify.annotations.NullMarked;
