/** Runs operations: takes their cost from the client's points, compiles each to a plan once, and writes what its fields read as JSON. */
@NullMarked
package org.lode.graphql;

import org.jspecify.annotations.NullMarked;
