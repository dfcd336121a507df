@NullMarked
package org.lode.operation;

import org.jspecify.annotations.NullMarked;
