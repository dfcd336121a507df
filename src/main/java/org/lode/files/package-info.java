/** Rows and releases as files: exports, archives, descriptions, Parquet and SQLite. May import schema and all below it. */
@NullMarked
package org.lode.files;

import org.jspecify.annotations.NullMarked;
