package org.lode.record;

import org.lode.kind.Shape;
import org.lode.query.Row;

/** An object made of values of one row: {@code money}, {@code location}. */
record Embedded(Row row, Shape shape) {}
