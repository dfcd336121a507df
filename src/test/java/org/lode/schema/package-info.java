/** Tests of the room schema. */
@NullMarked
package org.lode.schema;

import org.jspecify.annotations.NullMarked;
