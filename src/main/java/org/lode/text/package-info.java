/** Texts: their words, how these are folded and searched for, and the hashes of texts. */
@NullMarked
package org.lode.text;

import org.jspecify.annotations.NullMarked;
