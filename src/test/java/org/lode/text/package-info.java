/** Texts as words, without a database. */
@NullMarked
package org.lode.text;

import org.jspecify.annotations.NullMarked;
