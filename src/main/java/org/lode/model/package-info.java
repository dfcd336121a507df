/** The description of kinds of records, words of texts, dates, hashes, and all failures. Imports no other room. */
@NullMarked
package org.lode.model;

import org.jspecify.annotations.NullMarked;
