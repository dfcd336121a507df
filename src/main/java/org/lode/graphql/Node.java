package org.lode.graphql;

import org.jspecify.annotations.Nullable;

/** An object of the answer before it is written: what its fields are read from, and the values that were read for them. */
final class Node {
    private static final @Nullable Object[] NONE = {};

    final Object source;
    final Selection selection;

    /** By {@link PlannedField#slot}: a value, a node, an array of these, or a {@link Resolver.Failed}. */
    final @Nullable Object[] slots;

    Node(Object source, Selection selection) {
        this.source = source;
        this.selection = selection;
        int size = selection.prepared().size();
        this.slots = size == 0 ? NONE : new Object[size];
    }
}
