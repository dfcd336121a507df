/** Finding records by words: names, places, minerals and parties, misspelt or not, as they were in one release. */
@NullMarked
package org.lode.search;

import org.jspecify.annotations.NullMarked;
