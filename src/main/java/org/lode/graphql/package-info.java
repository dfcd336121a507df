/** Runs an operation, from its document to its answer: limits, cost, plan, execution. May import author and all below it. */
@NullMarked
package org.lode.graphql;

import org.jspecify.annotations.NullMarked;
