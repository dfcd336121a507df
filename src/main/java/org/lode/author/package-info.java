/** Makes the next release from the tables that people edit: reads, validates, derives and writes. May import store and all below it. */
@NullMarked
package org.lode.author;

import org.jspecify.annotations.NullMarked;
