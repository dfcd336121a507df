/** The files of a release that data tools read, made of its rows once, and the list of all its files. */
@NullMarked
package org.lode.bundle;

import org.jspecify.annotations.NullMarked;
