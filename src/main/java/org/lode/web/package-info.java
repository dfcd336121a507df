/** The pages for people: the explorer with its views, the page for developers, GraphiQL, and the files that they load. */
@NullMarked
package org.lode.web;

import org.jspecify.annotations.NullMarked;
