package org.lode.support;

import java.util.Random;

/** The start of a test's random choices: told in its output, and repeated with {@code -Dlode.seed}. */
public record Seed(long value) {

    /** A new seed, or the one that the system property names. */
    public static Seed of(Class<?> test) {
        Seed seed = new Seed(Long.getLong("lode.seed", System.nanoTime()));
        System.out.printf("%s: -Dlode.seed=%d repeats this run%n", test.getSimpleName(), seed.value());
        return seed;
    }

    /** The choices of one test: always the same for one seed and name. */
    public Random random(String name) {
        return new Random(value * 31 + name.hashCode());
    }

    @Override
    public String toString() {
        return "seed " + value;
    }
}
