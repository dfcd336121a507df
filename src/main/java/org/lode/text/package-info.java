/** Texts as words: how they are folded, what a search asks for, and where it stands in a text. */
@NullMarked
package org.lode.text;

import org.jspecify.annotations.NullMarked;
