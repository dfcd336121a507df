package org.lode.support;

import java.util.Random;

/**
 * The start of a test's random choices.
 *
 * <p>It is fixed, so that every run makes the same choices. {@code -Dlode.seed=N} sets another one, and {@code
 * -Dlode.seed=random} draws a new one for each test class. Each is printed, and its text belongs in the messages of failures.
 */
public record Seed(long value) {
    private static final long FIXED = 20_260_701;

    /** Returns the seed of a test class and prints it. */
    public static Seed of(Class<?> test) {
        Seed seed = new Seed(
                switch (System.getProperty("lode.seed", "")) {
                    case "" -> FIXED;
                    case "random" -> System.nanoTime();
                    case String number -> Long.parseLong(number);
                });
        System.out.printf("%s: %s repeats this run%n", test.getSimpleName(), seed);
        return seed;
    }

    /** The choices of one test: always the same for one seed and name. */
    public Random random(String name) {
        return new Random(value * 31 + name.hashCode());
    }

    @Override
    public String toString() {
        return "-Dlode.seed=" + value;
    }
}
