/** The things in the dataset, as they were in one release: how GraphQL reads every kind of record by one mechanism. */
@NullMarked
package org.lode.record;

import org.jspecify.annotations.NullMarked;
