/** Tests of the room graphql. */
@NullMarked
package org.lode.graphql;

import org.jspecify.annotations.NullMarked;
