/** PostgreSQL: the server that Lode runs on, its migrations, and the tables of releases. May import query and all below it. */
@NullMarked
package org.lode.store;

import org.jspecify.annotations.NullMarked;
