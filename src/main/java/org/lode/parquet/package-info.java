/** Parquet files of rows, made piece by piece. */
@NullMarked
package org.lode.parquet;

import org.jspecify.annotations.NullMarked;
