/** What an operation is before it runs: its document, its cost, the limits that it must keep, the releases it is pinned to. */
@NullMarked
package org.lode.operation;

import org.jspecify.annotations.NullMarked;
