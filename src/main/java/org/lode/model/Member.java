package org.lode.model;

/** What a name inside a GraphQL object of ours stands for. */
public sealed interface Member {

    /** A value of the row. */
    record Leaf(Field field) implements Member {}

    /** An object made of values of the same row: {@code money}, {@code location}. */
    record Embedded(Shape shape, Presentation.ObjectType type) implements Member {}

    /** Another row, or several. */
    record Way(Relation relation) implements Member {}
}
