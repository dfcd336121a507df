/** Tests of the room model. */
@NullMarked
package org.lode.model;

import org.jspecify.annotations.NullMarked;
