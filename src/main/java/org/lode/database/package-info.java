/** The PostgreSQL that Lode runs on, embedded or external: its start, its schema, and the connections to load and to read. */
@NullMarked
package org.lode.database;

import org.jspecify.annotations.NullMarked;
