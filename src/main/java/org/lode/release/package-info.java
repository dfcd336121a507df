/** What a release is, how a reader names one, and the hashes and files that prove its content. */
@NullMarked
package org.lode.release;

import org.jspecify.annotations.NullMarked;
