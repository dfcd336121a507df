/** The types and fields of the GraphQL schema, which are made from the description of the data. May import graphql and all below it. */
@NullMarked
package org.lode.schema;

import org.jspecify.annotations.NullMarked;
