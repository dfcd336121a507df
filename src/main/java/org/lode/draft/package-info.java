/** The tables that people edit: read, held to every rule, put in order, and told as records. */
@NullMarked
package org.lode.draft;

import org.jspecify.annotations.NullMarked;
