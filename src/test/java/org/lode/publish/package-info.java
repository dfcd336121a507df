/** Tests of authoring, validating and applying releases. */
@NullMarked
package org.lode.publish;

import org.jspecify.annotations.NullMarked;
