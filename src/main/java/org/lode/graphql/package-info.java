/** Runs operations: compiles each document to a plan, and writes answers from what the fields of the plan read. */
@NullMarked
package org.lode.graphql;

import org.jspecify.annotations.NullMarked;
