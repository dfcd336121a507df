/** The files of every release and the signed state, made of the database's rows, for mirrors and for who keeps files. */
@NullMarked
package org.lode.export;

import org.jspecify.annotations.NullMarked;
