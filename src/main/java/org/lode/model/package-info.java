/** What a kind of record is, the words of texts, and every way in which a request can fail. Imports no other room. */
@NullMarked
package org.lode.model;

import org.jspecify.annotations.NullMarked;
