/** What differs between releases: net differences, the feed of changes, and the history of a record. */
@NullMarked
package org.lode.change;

import org.jspecify.annotations.NullMarked;
