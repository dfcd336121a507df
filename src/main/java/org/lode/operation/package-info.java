/** What an operation is before it runs: who sends it, its document, its cost, its limits, the releases it is pinned to. */
@NullMarked
package org.lode.operation;

import org.jspecify.annotations.NullMarked;
